using System.Globalization;
using Flowgen.Api.JsonApi;
using Microsoft.OpenApi;

namespace Flowgen.Api.FlowGenerations;

/// <summary>The query parameters for a past state of a flow generation. They exclude each other.</summary>
internal sealed class PointInHistory : IParameterRule
{
    private static readonly QueryParameter<DateTimeOffset?> AsOfParameter = new(
        "asOf",
        "Returns the state of the generation at this time, even if it was deleted later. `createdAt` and `updatedAt` are the times of its changes.",
        ListedValue.Time.Expectation,
        new()
        {
            Type = JsonSchemaType.String,
            Format = "date-time",
            Examples = ["2026-11-24T14:31:17Z"],
        },
        absent: null,
        text => ListedValue.TimeIn(text) is { } time ? (true, time) : (false, null)
    );

    private static readonly QueryParameter<int?> VersionParameter = new(
        "version",
        "Returns the state of the generation in this version, even if it was deleted later. `meta.version` of the current state is the latest version.",
        "Use a whole number from 1.",
        new() { Type = JsonSchemaType.Integer, Minimum = "1" },
        absent: null,
        text =>
            int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n > 0
                ? (true, n)
                : (false, null)
    );

    /// <summary>The rule that the two parameters exclude each other.</summary>
    public static PointInHistory Rule { get; } = new();

    public static IReadOnlyList<QueryParameter> Parameters { get; } = [AsOfParameter, VersionParameter];

    /// <summary>The requested time or version; both are null for the current state.</summary>
    public static (DateTimeOffset? AsOf, int? Version) In(HttpRequest request) =>
        (AsOfParameter.In(request), VersionParameter.In(request));

    /// <summary>400: the requested time or version is in the future.</summary>
    public static RequestException IsInFuture(HttpRequest request)
    {
        var asOf = AsOfParameter.In(request);
        return new(
            400,
            ErrorOf(
                "in_the_future",
                asOf is null
                    ? "The generation has no such version yet. Use a version up to the latest."
                    : "The time is in the future. Use a time in the past.",
                asOf is null ? VersionParameter : AsOfParameter
            )
        );
    }

    public IEnumerable<RequestError> Errors(HttpRequest request, IReadOnlySet<string> invalid)
    {
        if (Parameters.All(parameter => request.Query.ContainsKey(parameter.Name)))
        {
            yield return ErrorOf(
                "invalid_parameter",
                "asOf and version exclude each other. Send one of them.",
                VersionParameter
            );
        }
    }

    private static RequestError ErrorOf(string code, string detail, QueryParameter parameter) =>
        new(code, detail) { Source = new() { Parameter = parameter.Name } };
}
