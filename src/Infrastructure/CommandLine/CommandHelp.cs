using System.Reflection;

namespace Flowgen.Infrastructure.CommandLine;

/// <summary>All commands, and their help texts.</summary>
internal static class CommandHelp
{
    private const string Program = "dotnet Flowgen.Api.dll";

    /// <summary>All commands.</summary>
    public static IReadOnlyList<OperatorCommand> Commands { get; } =
    [
        AuditCommand.Verify,
        .. DbCommands.All,
        .. KeysCommands.All,
        .. OrganisationsCommands.All,
        ProjectionsCommand.Rebuild,
    ];

    /// <summary>The name and version of the program.</summary>
    public static string Version { get; } =
        $"Flowgen {typeof(CommandHelp).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion}";

    /// <summary>The help on a command, on all that begin with a word, or on the program.</summary>
    /// <exception cref="CommandLineException">There is no such command.</exception>
    public static string Of(string[] words)
    {
        var name = string.Join(' ', words.Take(2));
        List<OperatorCommand> found =
        [
            .. Commands.Where(one =>
                one.Name == name || (words.Length == 1 && one.Name.StartsWith(name + ' ', StringComparison.Ordinal))
            ),
        ];
        return found switch
        {
            [] when words is [] or ["help" or "version"] => Overview(),
            [] => throw Unknown(name),
            [var one] => Details(one),
            _ => string.Join(Environment.NewLine, found.Select(Line)),
        };
    }

    /// <summary>The syntax of a command.</summary>
    public static string Usage(OperatorCommand command) =>
        string.Join(
            ' ',
            [
                command.Name,
                .. command.Arguments,
                .. command.Options.Select(option => option.IsRequired ? Text(option) : $"[{Text(option)}]"),
                $"[{CommandOption.Json.Name}]",
            ]
        );

    /// <summary>Whether any command has an option with this name.</summary>
    public static bool IsOption(string name) =>
        Commands.SelectMany(command => command.Options).Append(CommandOption.Json).Any(option => option.Name == name);

    /// <summary>The error for an unknown command, with a suggestion.</summary>
    public static CommandLineException Unknown(string name)
    {
        var first = name.Split(' ')[0];
        string[] all = [.. Commands.Select(one => one.Name), "help", "version"];
        string[] siblings = [.. all.Where(one => one.StartsWith(first + ' ', StringComparison.Ordinal))];
        if (siblings is not [] && name == first)
        {
            return new($"{name} needs another word: use {string.Join(" or ", siblings)}.");
        }

        // Compares without the shared first word.
        var shared = siblings is [] ? 0 : first.Length + 1;
        var nearest = Spelling.Nearest(name, siblings is [] ? all : siblings);
        if (Spelling.IsNear(name[shared..], nearest[shared..]))
        {
            return new($"There is no command '{name}'. Did you mean '{nearest}'? See help.");
        }

        if (siblings is not [])
        {
            return new($"There is no command '{name}'. Use {string.Join(" or ", siblings)}.");
        }

        // The second word may be an argument, so this compares only the first one.
        string[] beginnings = [.. all.Select(one => one.Split(' ')[0]).Distinct()];
        var other = Spelling.Nearest(first, [.. all, .. beginnings]);
        return new(
            Spelling.IsNear(first, other)
                ? $"There is no command '{first}'. Did you mean '{other}'? See help."
                : $"There is no command '{first}'. The commands are {string.Join(", ", beginnings)}."
        );
    }

    private static string Overview() =>
        string.Join(
            Environment.NewLine,
            [
                $"{Version}: serves the API, with the settings of docs/operations.md, or runs a command.",
                "",
                $"  {Program} [--urls <urls>] [--environment <name>] [--<Section>:<Key> <value>]",
                $"  {Program} <command> [options]",
                "",
                .. Commands.Select(Line),
                "",
                $"Help on a command: {Program} <command> --help. The version: --version.",
            ]
        );

    private static string Details(OperatorCommand command) =>
        string.Join(
            Environment.NewLine,
            [
                $"{Program} {Usage(command)}",
                "",
                $"{command.Summary}.",
                "",
                .. command.Options.Append(CommandOption.Json).Select(option => $"  {Text(option), -24}{option.Help}"),
            ]
        );

    private static string Line(OperatorCommand command) =>
        $"  {string.Join(' ', [command.Name, .. command.Arguments]), -40}{command.Summary}";

    private static string Text(CommandOption option) =>
        option.Value is null ? option.Name : $"{option.Name} {option.Value}";
}
