using System.Text.RegularExpressions;
using FluentValidation.Results;

namespace Flowgen.Application.FlowTypes;

/// <summary>Creates the validation errors of a client's document.</summary>
public static partial class ValidationError
{
    /// <param name="path">A JSON pointer (RFC 6901) from the resource's attributes, such as <c>parameters/requiredFields/2/value</c>.</param>
    /// <param name="code">The error code: stable, snake_case.</param>
    /// <param name="detail">The problem and its solution, without any text of the client.</param>
    public static ValidationFailure At(string path, string code, string detail) =>
        new(path, detail) { ErrorCode = code };

    /// <summary>A name as a step of a JSON pointer (RFC 6901, section 3).</summary>
    public static string Escape(string name) => name.Replace("~", "~0").Replace("/", "~1");

    /// <summary>
    /// Joins errors of shape with errors of rules, whose property names become paths. An error of a rule is left out if its value could not
    /// be read.
    /// </summary>
    internal static IReadOnlyList<ValidationFailure> All(
        IReadOnlyList<ValidationFailure> shape,
        IEnumerable<ValidationFailure> rules
    )
    {
        var unread = shape.Select(error => error.PropertyName).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. shape,
            .. rules
                .Select(error => At(Pointer(error.PropertyName), error.ErrorCode, error.ErrorMessage))
                .Where(error => !unread.Any(path => IsWithin(error.PropertyName, path))),
        ];
    }

    private static bool IsWithin(string path, string outer) =>
        path.StartsWith(outer, StringComparison.Ordinal) && (path.Length == outer.Length || path[outer.Length] is '/');

    // Parameters.RequiredFields[2].Value becomes parameters/requiredFields/2/value.
    private static string Pointer(string property) =>
        string.Join(
            '/',
            Index().Replace(property, ".$1").Split('.').Select(name => char.ToLowerInvariant(name[0]) + name[1..])
        );

    [GeneratedRegex(@"\[(\d+)\]")]
    private static partial Regex Index();
}
