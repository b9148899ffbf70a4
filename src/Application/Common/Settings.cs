using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Reflection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace Flowgen.Application.Common;

/// <summary>A setting is invalid. The message is one line with the name of the setting and the allowed values.</summary>
public sealed class SettingException(string message) : Exception(message)
{
    /// <summary>The message to show if an invalid setting caused the exception; otherwise null.</summary>
    public static string? Explain(Exception exception) =>
        exception switch
        {
            SettingException e => e.Message,
            // A settings file is not valid JSON.
            InvalidDataException e => $"{FirstLine(e)} {FirstLine(e.InnerException)}".TrimEnd(),
            // The binder of .NET says it of a setting of a library, such as Logging__Console__FormatterOptions__IncludeScopes.
            InvalidOperationException { InnerException: FormatException or ArgumentException } e
                when e.Message.StartsWith("Failed to convert configuration value", StringComparison.Ordinal) =>
                FirstLine(e),
            AggregateException e => e.InnerExceptions.Select(Explain).FirstOrDefault(line => line is not null),
            { InnerException: { } inner } => Explain(inner),
            _ => null,
        };

    private static string FirstLine(Exception? exception) => (exception?.Message ?? "").Split('\r', '\n')[0];
}

/// <summary>
/// Reads settings by section (docs/operations.md). A record describes a section: its properties are the keys, with their defaults and
/// ranges.
/// </summary>
public static class Settings
{
    /// <summary>Reads a section.</summary>
    /// <exception cref="SettingException">A key is not a property of the record, or a value is invalid.</exception>
    public static T Read<T>(this IConfiguration configuration, string section)
        where T : new()
    {
        var settings = new T();
        var known = typeof(T).GetProperties();
        foreach (var setting in configuration.GetSection(section).GetChildren())
        {
            var property =
                Array.Find(known, one => one.Name.Equals(setting.Key, StringComparison.OrdinalIgnoreCase))
                ?? throw new SettingException(
                    $"There is no setting {NameOf(setting)}: {section} has {string.Join(", ", known.Select(one => one.Name))}."
                );
            property.SetValue(
                settings,
                property.PropertyType == typeof(IReadOnlyList<string>) ? List(setting) : Value(setting, property)
            );
        }

        return settings;
    }

    /// <summary>
    /// Checks the log levels of all providers in the section <c>Logging</c>. Without this check, .NET ends the process with a stack trace.
    /// </summary>
    /// <exception cref="SettingException">A value is not a log level.</exception>
    public static void RequireLogLevels(this IConfiguration configuration)
    {
        var logging = configuration.GetSection("Logging");
        var wrong = logging
            .GetChildren()
            .Append(logging)
            .SelectMany(provider => provider.GetSection("LogLevel").GetChildren())
            .FirstOrDefault(level =>
                level.Value is { Length: > 0 } value && !Enum.TryParse<LogLevel>(value, true, out _)
            );
        if (wrong is not null)
        {
            throw new SettingException(
                $"{NameOf(wrong)} can't be '{wrong.Value}': use {string.Join(", ", Enum.GetNames<LogLevel>().Select(name => name.ToLowerInvariant()))}."
            );
        }
    }

    /// <summary>The name of a setting as an environment variable.</summary>
    public static string NameOf(IConfigurationSection setting) => setting.Path.Replace(":", "__");

    private static List<string> List(IConfigurationSection setting) =>
        setting.Value is { Length: > 0 }
            ? throw new SettingException($"{NameOf(setting)} is a list: set {NameOf(setting)}__0.")
            : [.. setting.GetChildren().Select(one => one.Value ?? "")];

    private static object Value(IConfigurationSection setting, PropertyInfo property)
    {
        if (setting.GetChildren().FirstOrDefault() is { } item)
        {
            throw new SettingException($"{NameOf(setting)} is one value: set {NameOf(setting)}, not {NameOf(item)}.");
        }

        var range = property.GetCustomAttribute<RangeAttribute>();
        try
        {
            var value = TypeDescriptor
                .GetConverter(property.PropertyType)
                .ConvertFromInvariantString(setting.Value ?? "")!;
            if ((range?.IsValid(value) ?? true) && (value is not Enum || Enum.IsDefined(property.PropertyType, value)))
            {
                return value;
            }
        }
        catch (Exception e) when (e is ArgumentException or FormatException or NotSupportedException)
        {
            // The error is thrown below.
        }

        var allowed =
            range is not null ? $"{range.Minimum} to {range.Maximum}"
            : property.PropertyType.IsEnum
                ? string.Join(", ", Enum.GetNames(property.PropertyType).Select(name => name.ToLowerInvariant()))
            : $"a {property.PropertyType.Name}";
        throw new SettingException($"{NameOf(setting)} can't be '{setting.Value}': use {allowed}.");
    }
}
