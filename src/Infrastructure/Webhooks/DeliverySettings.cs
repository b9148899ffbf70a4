using System.Net;

namespace Flowgen.Infrastructure.Webhooks;

/// <summary>How deliveries are tried, and where they may go: the settings <c>Webhooks__*</c>.</summary>
internal sealed record DeliverySettings
{
    private static readonly TimeSpan[] AboutADay =
    [
        TimeSpan.FromSeconds(5),
        TimeSpan.FromMinutes(5),
        TimeSpan.FromMinutes(30),
        TimeSpan.FromHours(2),
        TimeSpan.FromHours(5),
        TimeSpan.FromHours(10),
    ];

    /// <summary>The pauses between tries, each up to a fifth shorter or longer by chance; one try more than these.</summary>
    public TimeSpan[]? Schedule { get; init; }

    /// <summary>What a try may take from the name's resolution to the end of the answer, 1 s..1 min.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Of which to connect.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How many tries a node makes at a time, 2 or more. Half of them are for receivers that answer.</summary>
    public int InFlight { get; init; } = 128;

    /// <summary>And how many to one webhook.</summary>
    public int InFlightPerWebhook { get; init; } = 8;

    /// <summary>For how long a webhook is held back after five failures in a row; doubled with each further one, up to a minute.</summary>
    public TimeSpan Hold { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>For how long all tries of a webhook must have failed before the last try of a delivery disables it.</summary>
    public TimeSpan DisableAfter { get; init; } = TimeSpan.FromDays(5);

    /// <summary>For how long deliveries are kept.</summary>
    public TimeSpan Kept { get; init; } = TimeSpan.FromDays(30);

    /// <summary>The ports that may be called: <c>any</c>, or a comma list.</summary>
    public string Ports { get; init; } = "443,8443";

    /// <summary>Whether URLs may be plain http.</summary>
    public bool AllowHttp { get; init; }

    /// <summary>Networks that may be called although they are not public, in CIDR notation.</summary>
    public string[]? AllowedNetworks { get; init; }

    /// <summary>The schedule in force.</summary>
    public IReadOnlyList<TimeSpan> Pauses => Schedule ?? AboutADay;

    /// <summary>Longer than what was claimed may wait in a node's memory and then take: of a node that is gone, it goes to another then.</summary>
    public TimeSpan Lease => 3 * Timeout;

    /// <summary>The networks of <see cref="AllowedNetworks"/>.</summary>
    public IReadOnlyList<IPNetwork> Networks() => [.. (AllowedNetworks ?? []).Select(IPNetwork.Parse)];

    /// <summary>Whether a port may be called.</summary>
    public bool Allows(int port) =>
        Ports == "any" || Ports.Split(',', StringSplitOptions.TrimEntries).Contains($"{port}");

    /// <exception cref="InvalidOperationException">One is out of its range.</exception>
    public DeliverySettings Checked() =>
        Timeout < TimeSpan.FromSeconds(1) || Timeout > TimeSpan.FromMinutes(1)
            ? throw new InvalidOperationException("Webhooks:Timeout must be 00:00:01 to 00:01:00.")
        : InFlight < 2 || InFlightPerWebhook < 1
            ? throw new InvalidOperationException(
                "Webhooks:InFlight must be 2, and Webhooks:InFlightPerWebhook 1, or more."
            )
        : Pauses.Any(pause => pause <= TimeSpan.Zero)
            ? throw new InvalidOperationException("Each of Webhooks:Schedule must be more than 00:00:00.")
        : this;
}
