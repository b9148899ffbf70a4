using System.Globalization;
using Microsoft.OpenApi;

namespace Flowgen.Api.JsonApi;

/// <summary>The preferences <c>wait</c> and <c>handling</c> of the header <c>Prefer</c> (RFC 7240, sections 4.3 and 4.4). Other preferences are ignored.</summary>
internal static class Prefer
{
    public const string Header = "Prefer";
    public const string Applied = "Preference-Applied";

    private const string Handling = "handling";
    private const string Strict = "strict";
    private const string Lenient = "lenient";
    private const int MaxSeconds = 60;

    /// <summary>The header of an operation that accepts only <c>handling</c>.</summary>
    public static HeaderParameter HandlingParameter { get; } =
        new(
            Header,
            "`handling=strict` rejects unknown members of `context`. `handling=lenient`, the default, lists them in `meta.unusedParameters` (RFC 7240).",
            new() { Type = JsonSchemaType.String, Examples = [$"{Handling}={Strict}"] }
        );

    public static HeaderParameter Parameter { get; } =
        new(
            Header,
            "`handling=strict` rejects unknown members of `parameters` and `context`. `handling=lenient`, the default, stores them and lists them in `meta.unusedParameters`. Sandbox only: `wait=10` delays the response until the flow is generated, for at most that number of seconds (1 to 60); other environments ignore it. Separate preferences by commas (RFC 7240).",
            new() { Type = JsonSchemaType.String, Examples = [$"{Handling}={Strict}"] }
        );

    /// <summary>The time that the client wants to wait, 1 to 60 seconds; null if the header has none.</summary>
    public static TimeSpan? Wait(HttpRequest request) =>
        int.TryParse(Value(request, "wait"), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
        && seconds is >= 1 and <= MaxSeconds
            ? TimeSpan.FromSeconds(seconds)
            : null;

    /// <summary>Whether the client wants unknown members to be rejected. Any response then names the applied preference.</summary>
    public static bool IsStrict(HttpRequest request)
    {
        var handling = Value(request, Handling)?.ToLowerInvariant();
        if (handling is Strict or Lenient)
        {
            // Set when the response starts, because an error clears earlier headers.
            request.HttpContext.Response.OnStarting(() =>
            {
                Apply(request.HttpContext.Response, $"{Handling}={handling}");
                return Task.CompletedTask;
            });
        }

        return handling is Strict;
    }

    /// <summary>Names the applied wait in the response.</summary>
    public static void ApplyWait(HttpResponse response, TimeSpan limit) =>
        Apply(response, string.Create(CultureInfo.InvariantCulture, $"wait={limit.TotalSeconds:0}"));

    private static void Apply(HttpResponse response, string preference) =>
        response.Headers[Applied] = response.Headers[Applied] is [{ } before] ? $"{before}, {preference}" : preference;

    // The first of several preferences with one name applies (RFC 7240, section 2).
    private static string? Value(HttpRequest request, string name) =>
        request
            .Headers.GetCommaSeparatedValues(Header)
            .Select(preference => preference.Split(';')[0].Split('=', 2, StringSplitOptions.TrimEntries))
            .FirstOrDefault(parts =>
                parts is [var preference, _] && preference.Equals(name, StringComparison.OrdinalIgnoreCase)
            )
            ?[1].Trim('"');
}
