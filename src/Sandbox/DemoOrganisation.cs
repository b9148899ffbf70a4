using Flowgen.Application.Organisations;
using Flowgen.Domain.Organisations;

namespace Flowgen.Sandbox;

/// <summary>Creates the demo organisation, whose key is <see cref="DemoKeys"/>.</summary>
internal sealed class DemoOrganisation(OrganisationStreams streams, TimeProvider clock) : IHostedService
{
    public const string Id = "demo";

    public Task StartAsync(CancellationToken cancellationToken) =>
        streams.DecideAsync(
            Id,
            actor: null,
            state => state is null ? OrganisationDecider.Create(state, Id, "Demo", clock.GetUtcNow()) : [],
            cancellationToken
        );

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

/// <summary>
/// Adds the key <c>fg_sandbox_demo</c> of the demo organisation. The key is not in the database, so a copy of the database does not accept
/// it elsewhere.
/// </summary>
internal sealed class DemoKeys(IApiKeys keys) : IApiKeys
{
    private static readonly KeyHolder Demo = new(
        DemoOrganisation.Id,
        IsDisabled: false,
        new(
            Id: "demo",
            Name: "Sandbox",
            Scope.All,
            KeyText.HashOf(KeyText.Demo),
            CreatedAt: DateTimeOffset.UnixEpoch,
            ExpiresAt: null
        )
    );

    public ValueTask<KeyHolder?> FindAsync(string keyId, CancellationToken cancellationToken) =>
        keyId == Demo.Key.Id ? new(Demo) : keys.FindAsync(keyId, cancellationToken);

    public void Used(string keyId) => keys.Used(keyId);

    public Task<IReadOnlyDictionary<string, DateTimeOffset>> LastUsedAsync(
        IReadOnlyList<string> keyIds,
        CancellationToken cancellationToken
    ) => keys.LastUsedAsync(keyIds, cancellationToken);
}
