namespace Flowgen.Infrastructure.CommandLine;

/// <summary>A mistake of an operator at the command line; the message is one line that says what is wrong, and what to do.</summary>
public sealed class CommandLineException(string message) : Exception(message);
