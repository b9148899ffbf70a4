namespace Flowgen.Infrastructure.CommandLine;

/// <summary>Arguments that are not understood; the message is one line that says which, and what to use instead.</summary>
public sealed class CommandLineException(string message) : Exception(message);
