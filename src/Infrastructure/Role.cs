namespace Flowgen.Infrastructure;

/// <summary>The section <c>Flowgen</c>.</summary>
public sealed record ProcessSettings
{
    /// <summary>The role of this process.</summary>
    public Role Role { get; init; }
}

/// <summary>The roles of a process: requests and background work can be scaled separately. The setting <c>Flowgen__Role</c>.</summary>
public enum Role
{
    /// <summary>Requests and background work.</summary>
    All,

    /// <summary>Requests only.</summary>
    Api,

    /// <summary>Background work only; serves only the health endpoints.</summary>
    Worker,
}
