namespace Flowgen.Infrastructure.CommandLine;

/// <summary>A command of the program, such as <c>keys create</c>.</summary>
/// <param name="Name">The words of the command.</param>
/// <param name="Summary">One line of help.</param>
/// <param name="Arguments">The arguments after the name, in order, such as <c>&lt;organisation&gt;</c>. All are required.</param>
/// <param name="Options">The options, in any order. Every command also has <see cref="CommandOption.Json"/>.</param>
internal sealed record OperatorCommand(
    string Name,
    string Summary,
    IReadOnlyList<string> Arguments,
    params IReadOnlyList<CommandOption> Options
)
{
    /// <summary>Runs the command with the services of the API. It throws the exceptions of the use cases.</summary>
    public required Func<CommandInput, IServiceProvider, Task<CommandResult>> RunAsync { get; init; }

    /// <summary>Whether the command needs neither settings nor a database, so that it gets no services.</summary>
    public bool IsOffline { get; init; }

    /// <summary>Whether the command needs the tables of this version.</summary>
    public bool NeedsSchema { get; init; } = true;
}

/// <summary>An option of a command.</summary>
/// <param name="Name">Such as <c>--days</c>.</param>
/// <param name="Value">The placeholder of its value, such as <c>&lt;days&gt;</c>; null for a switch.</param>
/// <param name="Help">Its meaning.</param>
/// <param name="IsRequired">Whether the command fails without it.</param>
internal sealed record CommandOption(string Name, string? Value, string Help, bool IsRequired = false)
{
    /// <summary>The option that every command has.</summary>
    public static CommandOption Json { get; } = new("--json", null, "Write the result as one JSON document.");
}

/// <summary>The input of a command: the values of its arguments and options, by name.</summary>
internal sealed class CommandInput(IReadOnlyDictionary<string, string> values)
{
    /// <summary>The value of an argument, or of a required option.</summary>
    public string this[string name] => values[name];

    /// <summary>The value of an option; null if it is absent.</summary>
    public string? Find(string option) => values.GetValueOrDefault(option);

    /// <summary>Whether a switch is present.</summary>
    public bool Has(CommandOption option) => values.ContainsKey(option.Name);

    /// <summary>The value of an option as a number; null if it is absent.</summary>
    /// <exception cref="CommandLineException">The value is not a number, or out of range.</exception>
    public int? Number(string option, int min, int max) =>
        Find(option) is not { } text ? null
        : int.TryParse(text, out var number) && number >= min && number <= max ? number
        : throw new CommandLineException($"{option} can't be '{text}': use {min} to {max}.");
}

/// <summary>The result of a command.</summary>
/// <param name="Value">The result for programs.</param>
/// <param name="Lines">The result for people.</param>
internal sealed record CommandResult(object Value, params IReadOnlyList<string> Lines)
{
    /// <summary>The exit code: 0, or 1 if the command found a problem.</summary>
    public int ExitCode { get; init; }
}
