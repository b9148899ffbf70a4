namespace Flowgen.Domain.Organisations;

/// <summary>What a key may allow. Each is named for itself: none contains another.</summary>
public static class Scope
{
    /// <summary>Read flow generations and flows.</summary>
    public const string ReadGenerations = "generations:read";

    /// <summary>Create and delete flow generations.</summary>
    public const string WriteGenerations = "generations:write";

    /// <summary>Read histories.</summary>
    public const string ReadEvents = "events:read";

    /// <summary>Read and change webhooks.</summary>
    public const string ManageWebhooks = "webhooks:manage";

    /// <summary>Read the organisation's usage, manage its keys, and erase.</summary>
    public const string AdministerOrganisation = "organisation:admin";

    /// <summary>All there are.</summary>
    public static IReadOnlyList<string> All { get; } =
    [ReadGenerations, WriteGenerations, ReadEvents, ManageWebhooks, AdministerOrganisation];
}
