namespace Flowgen.Application.Common;

/// <summary>Reports whether the database is reachable, so that requests can fail early instead of waiting for it.</summary>
public interface IDatabaseWatch
{
    /// <summary>Whether the last check found the database unreachable. The check is at most a few seconds old.</summary>
    bool IsUnreachable { get; }
}
