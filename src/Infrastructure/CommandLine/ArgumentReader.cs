namespace Flowgen.Infrastructure.CommandLine;

/// <summary>Parses the arguments: commands, their options, and settings of the host.</summary>
internal sealed class ArgumentReader(string[] arguments)
{
    private static readonly string[] HelpOptions = ["--help", "-h", "-?"];

    private const string VersionOption = "--version";

    // The options of the ASP.NET host. The test host passes the last four.
    private static readonly string[] HostOptions =
    [
        "urls",
        "environment",
        "http_ports",
        "https_ports",
        "contentRoot",
        "applicationName",
        "hostingStartupAssemblies",
        "preventHostingStartup",
    ];

    /// <summary>The sections of settings of Flowgen (docs/operations.md) and of ASP.NET.</summary>
    public static readonly string[] Sections =
    [
        "AllowedHosts",
        "ConnectionStrings",
        "Cors",
        "Flowgen",
        "Generation",
        "Kestrel",
        "LanguageModel",
        "Limits",
        "Logging",
        "Memory",
        "Operators",
        "Postgres",
        "Proxies",
        "Seals",
        "Secrets",
        "Shutdown",
        "Sync",
        "Webhooks",
    ];

    private readonly Dictionary<string, string> values = [];
    private readonly List<string> settings = [];
    private int at;

    public CommandLine Read() =>
        arguments switch
        {
            ["help", .. var words] => Help(words),
            _ when arguments.Any(HelpOptions.Contains) => Answer(CommandHelp.Of([.. arguments.TakeWhile(IsWord)])),
            ["version" or VersionOption] => Answer(CommandHelp.Version),
            ["version" or VersionOption, var extra, ..] => throw OutOfPlace(
                extra,
                $"{arguments[0]} takes no arguments."
            ),
            _ when arguments.Contains(VersionOption) => throw OutOfPlace(VersionOption, "use it alone."),
            [var first, ..] when IsWord(first) => Command(),
            _ => Server(),
        };

    private CommandLine Answer(string text) => new(text, null, new(values), []);

    // The help on a command, or on all commands that begin with a word.
    private CommandLine Help(string[] words) =>
        words.FirstOrDefault(word => !IsWord(word) && !HelpOptions.Contains(word)) is { } option
            ? throw OutOfPlace(option, "help takes the name of a command.")
        : words is ["help" or "version", var extra, ..] && IsWord(extra)
            ? throw OutOfPlace(extra, $"{words[0]} takes no arguments.")
        : words.Where(IsWord).ElementAtOrDefault(2) is { } third
            ? throw OutOfPlace(third, "help takes the name of a command.")
        : Answer(CommandHelp.Of([.. words.Where(IsWord)]));

    private static CommandLineException OutOfPlace(string argument, string advice) =>
        new($"'{argument}' is out of place: {advice}");

    private CommandLine Server()
    {
        while (at < arguments.Length)
        {
            if (IsWord(arguments[at]))
            {
                throw OutOfPlace(arguments[at], "a command comes before its options.");
            }

            ReadOption([]);
        }

        return new(null, null, new(values), [.. settings]);
    }

    private CommandLine Command()
    {
        var name = string.Join(' ', arguments.TakeWhile(IsWord).Take(2));
        var command = CommandHelp.Commands.FirstOrDefault(one => one.Name == name) ?? throw CommandHelp.Unknown(name);
        CommandOption[] options = [.. command.Options, CommandOption.Json];
        at = 2;
        var found = 0;
        while (at < arguments.Length)
        {
            if (!IsWord(arguments[at]))
            {
                ReadOption(options);
            }
            else if (found < command.Arguments.Count)
            {
                values.Add(command.Arguments[found++], arguments[at++]);
            }
            else
            {
                throw new CommandLineException(
                    $"{name} has no place for '{arguments[at]}': use {CommandHelp.Usage(command)}"
                );
            }
        }

        if (found < command.Arguments.Count)
        {
            throw new CommandLineException(
                $"{name} needs {command.Arguments[found]}: use {CommandHelp.Usage(command)}"
            );
        }

        return options.FirstOrDefault(option => option.IsRequired && !values.ContainsKey(option.Name)) is { } missing
            ? throw new CommandLineException($"{name} needs {missing.Name} {missing.Value}. {missing.Help}")
            : new(null, command, new(values), [.. settings]);
    }

    // --name value, or --name=value. Any name that is not an option of the command is a setting.
    private void ReadOption(CommandOption[] options)
    {
        var (name, value) = arguments[at++].Split('=', 2) switch
        {
            [var before, var after] => (before, after),
            [var whole, ..] => (whole, null),
            _ => throw new InvalidOperationException("A text has at least one part."),
        };
        if (options.FirstOrDefault(option => option.Name == name) is { } option)
        {
            if (option.Value is null && value is not null)
            {
                throw new CommandLineException($"{name} takes no value.");
            }

            if (!values.TryAdd(name, option.Value is null ? "" : value ?? Next(name, option.Value)))
            {
                throw new CommandLineException($"{name} is there twice: use it once.");
            }
        }
        else if (IsSetting(name) || (value is "" && IsSection(name)))
        {
            settings.Add($"{name}={value ?? Next(name, "<value>")}");
        }
        else if (options is [] && CommandHelp.IsOption(name))
        {
            throw OutOfPlace(name, "a command comes before its options.");
        }
        else
        {
            string[] known =
            [
                .. options.Select(one => one.Name),
                .. HelpOptions,
                VersionOption,
                .. HostOptions.Select(one => $"--{one}"),
            ];
            var nearest = name.Split(':', 2) is [var section, var key]
                ? $"{Spelling.Nearest(section, Sections.Select(one => $"--{one}"))}:{key}"
                : Spelling.Nearest(name, known);
            throw new CommandLineException($"There is no option {name}. Did you mean {nearest}? See --help.");
        }
    }

    private static bool IsSetting(string name) =>
        name.StartsWith("--", StringComparison.Ordinal)
        && (
            name[2..].Split(':') is [var section, _, ..]
                ? Sections.Contains(section, StringComparer.OrdinalIgnoreCase)
                : HostOptions.Contains(name[2..], StringComparer.OrdinalIgnoreCase)
        );

    // The test host also passes sections without a value.
    private static bool IsSection(string name) =>
        Sections.Any(section => name.Equals($"--{section}", StringComparison.OrdinalIgnoreCase));

    private string Next(string name, string value) =>
        at < arguments.Length && !arguments[at].StartsWith("--", StringComparison.Ordinal)
            ? arguments[at++]
            : throw new CommandLineException($"{name} needs a value: use {name} {value}");

    private static bool IsWord(string argument) => !argument.StartsWith('-');
}
