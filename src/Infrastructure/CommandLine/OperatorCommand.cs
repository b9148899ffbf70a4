namespace Flowgen.Infrastructure.CommandLine;

/// <summary>A command of the program, such as <c>keys create</c>.</summary>
/// <param name="Name">Its words.</param>
/// <param name="Summary">One line of help.</param>
/// <param name="Arguments">What follows the name, in order, each required, as <c>&lt;organisation&gt;</c>.</param>
/// <param name="Options">In any order; <see cref="CommandOption.Json"/> is one of every command.</param>
internal sealed record OperatorCommand(
    string Name,
    string Summary,
    IReadOnlyList<string> Arguments,
    params IReadOnlyList<CommandOption> Options
)
{
    /// <summary>Does it, with the services of the API. What it refuses, it throws as the use cases do.</summary>
    public required Func<CommandInput, IServiceProvider, Task<CommandResult>> RunAsync { get; init; }

    /// <summary>Whether it needs neither settings nor a database: it gets no services.</summary>
    public bool IsOffline { get; init; }

    /// <summary>Whether it needs the tables of this version.</summary>
    public bool NeedsSchema { get; init; } = true;
}

/// <summary>An option of a command.</summary>
/// <param name="Name">Such as <c>--days</c>.</param>
/// <param name="Value">What it takes, as <c>&lt;days&gt;</c>; null for a switch.</param>
/// <param name="Help">What it means.</param>
/// <param name="IsRequired">Whether the command is refused without it.</param>
internal sealed record CommandOption(string Name, string? Value, string Help, bool IsRequired = false)
{
    /// <summary>Of every command.</summary>
    public static CommandOption Json { get; } = new("--json", null, "Write the result as one JSON document.");
}

/// <summary>What a command was given: the values of its arguments and options, by name.</summary>
internal sealed class CommandInput(IReadOnlyDictionary<string, string> values)
{
    /// <summary>The value of an argument, or of a required option.</summary>
    public string this[string name] => values[name];

    /// <summary>The value of an option; null where it was left out.</summary>
    public string? Find(string option) => values.GetValueOrDefault(option);

    /// <summary>Whether a switch is there.</summary>
    public bool Has(CommandOption option) => values.ContainsKey(option.Name);

    /// <summary>The number that an option has; null where it was left out.</summary>
    /// <exception cref="CommandLineException">It is none, or out of range.</exception>
    public int? Number(string option, int min, int max) =>
        Find(option) is not { } text ? null
        : int.TryParse(text, out var number) && number >= min && number <= max ? number
        : throw new CommandLineException($"{option} can't be '{text}': use {min} to {max}.");
}

/// <summary>What a command has to say.</summary>
/// <param name="Value">For programs.</param>
/// <param name="Lines">For people.</param>
internal sealed record CommandResult(object Value, params IReadOnlyList<string> Lines)
{
    /// <summary>The exit code: 0, or 1 where what was looked at is not as it should be.</summary>
    public int ExitCode { get; init; }
}
