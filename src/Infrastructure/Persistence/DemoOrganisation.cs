using Flowgen.Application.Organisations;
using Flowgen.Domain.Organisations;
using Microsoft.Extensions.Hosting;

namespace Flowgen.Infrastructure.Persistence;

/// <summary>
/// What the sandbox has for everybody to try: an organisation, and the key <c>fg_sandbox_demo</c>. The key is not in the database,
/// so that no copy of it opens anything elsewhere.
/// </summary>
internal sealed class DemoOrganisation(OrganisationStreams streams, TimeProvider clock) : IHostedService
{
    private const string Id = "demo";

    /// <summary>Opens it.</summary>
    public static KeyHolder Key { get; } =
        new(
            Id,
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

    public Task StartAsync(CancellationToken cancellationToken) =>
        streams.DecideAsync(
            Id,
            actor: null,
            state => state is null ? OrganisationDecider.Create(state, Id, "Demo", clock.GetUtcNow()) : [],
            cancellationToken
        );

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
