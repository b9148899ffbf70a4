namespace Flowgen.Infrastructure;

/// <summary>The section <c>Flowgen</c>.</summary>
public sealed record ProcessSettings
{
    /// <summary>What this process does.</summary>
    public Role Role { get; init; }
}

/// <summary>What a process does of the two things there are to do, so that they can be scaled apart: the setting <c>Flowgen__Role</c>.</summary>
public enum Role
{
    /// <summary>Both.</summary>
    All,

    /// <summary>Answers requests, and leaves the generating to others.</summary>
    Api,

    /// <summary>Generates, and answers but for its health.</summary>
    Worker,
}
