using System.Globalization;
using Flowgen.Api.JsonApi;
using Microsoft.OpenApi;

namespace Flowgen.Api.FlowGenerations;

/// <summary>The query parameters that ask for a flow generation as it was (contract, section 2): one of the two, or none.</summary>
internal sealed class PointInHistory : IParameterRule
{
    private static readonly QueryParameter<DateTimeOffset?> AsOfParameter = new(
        "asOf",
        "The generation as it was at this time, also where it has been deleted since. `createdAt` and `updatedAt` are when it changed.",
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
        "The generation as it was in this version, also where it has been deleted since. `meta.version` is the latest.",
        "Use a whole number from 1.",
        new() { Type = JsonSchemaType.Integer, Minimum = "1" },
        absent: null,
        text =>
            int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n > 0
                ? (true, n)
                : (false, null)
    );

    /// <summary>That they are not sent together.</summary>
    public static PointInHistory Rule { get; } = new();

    public static IReadOnlyList<QueryParameter> Parameters { get; } = [AsOfParameter, VersionParameter];

    /// <summary>The time that is asked for, or the version; null for both is the present.</summary>
    public static (DateTimeOffset? AsOf, int? Version) In(HttpRequest request) =>
        (AsOfParameter.In(request), VersionParameter.In(request));

    /// <summary>400: it has yet to come.</summary>
    public static RequestException IsInFuture(HttpRequest request)
    {
        var asOf = AsOfParameter.In(request);
        return new(
            400,
            Fault(
                "in_the_future",
                asOf is null ? "Use a version up to the latest." : "Use a time that is past.",
                asOf is null ? VersionParameter : AsOfParameter
            )
        );
    }

    public IEnumerable<RequestFault> Faults(HttpRequest request, IReadOnlySet<string> faulty)
    {
        if (Parameters.All(parameter => request.Query.ContainsKey(parameter.Name)))
        {
            yield return Fault("invalid_parameter", "Send asOf or version, not both.", VersionParameter);
        }
    }

    private static RequestFault Fault(string code, string detail, QueryParameter parameter) =>
        new(code, detail) { Source = new() { Parameter = parameter.Name } };
}
