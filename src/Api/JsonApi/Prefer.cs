using System.Globalization;
using Microsoft.OpenApi;

namespace Flowgen.Api.JsonApi;

/// <summary>The preferences <c>wait</c> and <c>handling</c> of the header <c>Prefer</c> (RFC 7240, sections 4.3 and 4.4). Others are ignored.</summary>
internal static class Prefer
{
    public const string Header = "Prefer";
    public const string Applied = "Preference-Applied";

    private const string Handling = "handling";
    private const string Strict = "strict";
    private const string Lenient = "lenient";
    private const int MostSeconds = 60;

    /// <summary>Of an operation that takes <c>handling</c> alone.</summary>
    public static HeaderParameter HandlingParameter { get; } =
        new(
            Header,
            "`handling=strict` refuses members of `context` that no rule names; `handling=lenient`, the default, names them in `meta.unusedParameters` (RFC 7240).",
            new() { Type = JsonSchemaType.String, Examples = [$"{Handling}={Strict}"] }
        );

    public static HeaderParameter Parameter { get; } =
        new(
            Header,
            "`handling=strict` refuses members of `parameters` and `context` that no rule names; `handling=lenient`, the default, keeps them and names them in `meta.unusedParameters`. Sandbox only: `wait=10` answers when the flow is generated, at the latest after so many seconds, 1 to 60; elsewhere it is ignored. Put a comma between two (RFC 7240).",
            new() { Type = JsonSchemaType.String, Examples = [$"{Handling}={Strict}"] }
        );

    /// <summary>How long the client would wait, of 1 to 60 seconds; null where it does not say.</summary>
    public static TimeSpan? Wait(HttpRequest request) =>
        int.TryParse(Value(request, "wait"), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
        && seconds is >= 1 and <= MostSeconds
            ? TimeSpan.FromSeconds(seconds)
            : null;

    /// <summary>Whether the client prefers a refusal of what would not be used, and has that said in the response, whatever its status.</summary>
    public static bool IsStrict(HttpRequest request)
    {
        var handling = Value(request, Handling)?.ToLowerInvariant();
        if (handling is Strict or Lenient)
        {
            // On the way out, since an error clears what was set before.
            request.HttpContext.Response.OnStarting(() =>
            {
                Apply(request.HttpContext.Response, $"{Handling}={handling}");
                return Task.CompletedTask;
            });
        }

        return handling is Strict;
    }

    /// <summary>Says in the response that the client's wait was applied.</summary>
    public static void ApplyWait(HttpResponse response, TimeSpan limit) =>
        Apply(response, string.Create(CultureInfo.InvariantCulture, $"wait={limit.TotalSeconds:0}"));

    private static void Apply(HttpResponse response, string preference) =>
        response.Headers[Applied] = response.Headers[Applied] is [{ } before] ? $"{before}, {preference}" : preference;

    // Of several of one name the first counts (RFC 7240, section 2).
    private static string? Value(HttpRequest request, string name) =>
        request
            .Headers.GetCommaSeparatedValues(Header)
            .Select(preference => preference.Split(';')[0].Split('=', 2, StringSplitOptions.TrimEntries))
            .FirstOrDefault(parts => parts is [var one, _] && one.Equals(name, StringComparison.OrdinalIgnoreCase))
            ?[1].Trim('"');
}
