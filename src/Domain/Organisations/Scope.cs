namespace Flowgen.Domain.Organisations;

/// <summary>The permissions of API keys. No scope includes another.</summary>
public static class Scope
{
    /// <summary>Permits to read flow generations and flows.</summary>
    public const string ReadGenerations = "generations:read";

    /// <summary>Permits to create and delete flow generations.</summary>
    public const string WriteGenerations = "generations:write";

    /// <summary>Permits to read the events of generations and the log.</summary>
    public const string ReadEvents = "events:read";

    /// <summary>Permits to read and change webhooks.</summary>
    public const string ManageWebhooks = "webhooks:manage";

    /// <summary>Permits to read the usage of the organisation, to manage its keys, and to erase texts.</summary>
    public const string AdministerOrganisation = "organisation:admin";

    /// <summary>All scopes.</summary>
    public static IReadOnlyList<string> All { get; } =
    [ReadGenerations, WriteGenerations, ReadEvents, ManageWebhooks, AdministerOrganisation];
}
