namespace Flowgen.Application.Organisations;

/// <summary>On whose behalf this scope acts. Its sessions are opened for this tenant and for no other.</summary>
public sealed class CurrentOrganisation
{
    private string? id;

    /// <summary>The organisation, which is the tenant.</summary>
    /// <exception cref="InvalidOperationException">Nobody was authenticated: there is no default tenant to fall back on.</exception>
    public string Id
    {
        get => id ?? throw new InvalidOperationException("No organisation was authenticated in this scope.");
        set => id = value;
    }

    /// <summary>Who acts, for the history: <c>key:</c> and the id of a key, or <c>operator:</c> and a user's name; null for Flowgen itself.</summary>
    public string? Actor { get; set; }
}
