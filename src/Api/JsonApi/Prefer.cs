using System.Globalization;
using Microsoft.OpenApi;

namespace Flowgen.Api.JsonApi;

/// <summary>The preference <c>wait</c> of the header <c>Prefer</c> (RFC 7240, section 4.3). What is not understood is ignored.</summary>
internal static class Prefer
{
    public const string Header = "Prefer";
    public const string Applied = "Preference-Applied";

    private const int MostSeconds = 60;

    public static HeaderParameter Parameter { get; } =
        new(
            Header,
            "Sandbox only: `wait=10` answers when the flow is generated, at the latest after so many seconds, 1 to 60 (RFC 7240). Elsewhere it is ignored.",
            new() { Type = JsonSchemaType.String }
        );

    /// <summary>How long the client would wait, of 1 to 60 seconds; null where it does not say.</summary>
    public static TimeSpan? Wait(HttpRequest request)
    {
        foreach (var preference in request.Headers.GetCommaSeparatedValues(Header))
        {
            var parts = preference.Split(';')[0].Split('=', 2, StringSplitOptions.TrimEntries);
            if (
                parts is [var name, var value]
                && name.Equals("wait", StringComparison.OrdinalIgnoreCase)
                && int.TryParse(value.Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
                && seconds is >= 1 and <= MostSeconds
            )
            {
                return TimeSpan.FromSeconds(seconds);
            }
        }

        return null;
    }

    /// <summary>As it is said that it was applied.</summary>
    public static string WaitOf(TimeSpan limit) =>
        string.Create(CultureInfo.InvariantCulture, $"wait={limit.TotalSeconds:0}");
}
