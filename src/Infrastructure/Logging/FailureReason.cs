using Npgsql;

namespace Flowgen.Infrastructure.Logging;

/// <summary>Names a failure in the log.</summary>
internal static class FailureReason
{
    /// <summary>The SQLSTATE or the type of an exception. Its message is left out: it may contain a client's text.</summary>
    public static string Of(Exception exception) =>
        exception is PostgresException e ? $"SQLSTATE {e.SqlState}" : exception.GetType().Name;
}
