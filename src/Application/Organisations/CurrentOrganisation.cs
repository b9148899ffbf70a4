namespace Flowgen.Application.Organisations;

/// <summary>The organisation and the actor of this scope. The sessions of the scope are for this tenant only.</summary>
public sealed class CurrentOrganisation
{
    private string? id;

    /// <summary>The id of the organisation, which is also the tenant.</summary>
    /// <exception cref="InvalidOperationException">The request was not authenticated: there is no default tenant.</exception>
    public string Id
    {
        get => id ?? throw new InvalidOperationException("No organisation was authenticated in this scope.");
        set => id = value;
    }

    /// <summary>The actor for events: <c>key:</c> and the id of a key, or <c>operator:</c> and a user's name; null for Flowgen itself.</summary>
    public string? Actor { get; set; }
}
