using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Net;
using Flowgen.Application.Common;

namespace Flowgen.Infrastructure.Webhooks;

/// <summary>How deliveries are tried, and where they may go: the section <c>Webhooks</c>.</summary>
internal sealed record DeliverySettings
{
    private static readonly string[] AboutADay =
    [
        "00:00:05",
        "00:05:00",
        "00:30:00",
        "02:00:00",
        "05:00:00",
        "10:00:00",
    ];

    private IReadOnlyList<string>? schedule;

    /// <summary>The pauses between tries, each up to a fifth shorter or longer by chance; one try more than these.</summary>
    public IReadOnlyList<string> Schedule
    {
        get => schedule ?? AboutADay;
        init => schedule = value;
    }

    /// <summary>What a try may take from the name's resolution to the end of the answer.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:01:00")]
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Of which to connect.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:01:00")]
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How many tries a node makes at a time. Half of them are for receivers that answer.</summary>
    [Range(2, 10_000)]
    public int InFlight { get; init; } = 128;

    /// <summary>And how many to one webhook.</summary>
    [Range(1, 1_000)]
    public int InFlightPerWebhook { get; init; } = 8;

    /// <summary>For how long a webhook is held back after five failures in a row; doubled with each further one, up to a minute.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan Hold { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>For how long all tries of a webhook must have failed before the last try of a delivery disables it.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "365.00:00:00")]
    public TimeSpan DisableAfter { get; init; } = TimeSpan.FromDays(5);

    /// <summary>For how long deliveries are kept.</summary>
    [Range(typeof(TimeSpan), "2.00:00:00", "365.00:00:00")]
    public TimeSpan Kept { get; init; } = TimeSpan.FromDays(30);

    /// <summary>The ports that may be called: <c>any</c>, or a comma list.</summary>
    public string Ports { get; init; } = "443,8443";

    /// <summary>Whether URLs may be plain http.</summary>
    public bool AllowHttp { get; init; }

    /// <summary>Networks that may be called although they are not public, in CIDR notation.</summary>
    public IReadOnlyList<string> AllowedNetworks { get; init; } = [];

    /// <summary>The schedule, read.</summary>
    /// <exception cref="SettingException">One is no pause.</exception>
    public IReadOnlyList<TimeSpan> Pauses() =>
        [
            .. Schedule.Select(text =>
                TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var pause) && pause > TimeSpan.Zero
                    ? pause
                    : throw new SettingException(
                        $"Webhooks__Schedule can't have '{text}': use pauses such as 00:05:00."
                    )
            ),
        ];

    /// <summary>The networks of <see cref="AllowedNetworks"/>.</summary>
    /// <exception cref="SettingException">One is no network.</exception>
    public IReadOnlyList<IPNetwork> Networks() =>
        [
            .. AllowedNetworks.Select(text =>
                IPNetwork.TryParse(text, out var network)
                    ? network
                    : throw new SettingException(
                        $"Webhooks__AllowedNetworks can't have '{text}': use networks such as 10.0.0.0/8."
                    )
            ),
        ];

    /// <summary>Longer than what was claimed may wait in a node's memory and then take: of a node that is gone, it goes to another then.</summary>
    public TimeSpan Lease => 3 * Timeout;

    /// <summary>The ports of <see cref="Ports"/>; null for any.</summary>
    /// <exception cref="SettingException">One is no port.</exception>
    public IReadOnlySet<int>? AllowedPorts() =>
        Ports is "any"
            ? null
            : Ports
                .Split(',', StringSplitOptions.TrimEntries)
                .Select(text =>
                    ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port > 0
                        ? (int)port
                        : throw new SettingException(
                            $"Webhooks__Ports can't have '{text}': use any, or ports from 1 to 65535 such as 443,8443."
                        )
                )
                .ToHashSet();
}
