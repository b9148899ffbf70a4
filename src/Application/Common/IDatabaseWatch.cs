namespace Flowgen.Application.Common;

/// <summary>Knows whether the database can be reached at all, so that nobody waits for it in vain.</summary>
public interface IDatabaseWatch
{
    /// <summary>Whether it could not be reached when that was last tried, a few seconds ago at the most.</summary>
    bool IsAway { get; }
}
