using System.Text.Json.Nodes;
using Flowgen.Api.JsonApi;
using Flowgen.Application.Vacancies;
using Flowgen.Domain.FlowTypes.VacancyApplication;
using FluentValidation;
using FluentValidation.Results;
using Microsoft.OpenApi;
using Microsoft.OpenApi.Reader;
using AllowedValuesAttribute = System.ComponentModel.DataAnnotations.AllowedValuesAttribute;

namespace Flowgen.Api.Vacancies;

/// <summary>The attributes of an analysis of a vacancy (contract, section 3). What the text does not say is null.</summary>
/// <param name="Language">Of the questions: the one that was sent, or that of the text.</param>
/// <param name="Title">What the job is called, at most 80 characters.</param>
/// <param name="Organisation">Who offers it, without its legal form.</param>
/// <param name="Location">The town or city.</param>
/// <param name="Hours">A week.</param>
/// <param name="Salary">Of the whole job.</param>
/// <param name="Requirements">In the order of the text; at most 50 knockouts and as many others.</param>
public sealed record VacancyAnalysisAttributes(
    [property: AllowedValues("nl", "en", "de", "fr")] string Language,
    Fact<string>? Title,
    Fact<string>? Organisation,
    Fact<string>? Location,
    Fact<Hours>? Hours,
    Fact<AnalysedSalary>? Salary,
    IReadOnlyList<AnalysedRequirement> Requirements
) : ResourceAttributes;

/// <summary>What is paid.</summary>
/// <param name="From">At least.</param>
/// <param name="To">At most; the same where there is but one figure.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="Period">What it is paid for.</param>
/// <param name="Net">Whether the text says that it is after tax.</param>
public sealed record AnalysedSalary(
    decimal From,
    decimal To,
    string Currency,
    [property: AllowedValues("hour", "month", "year")] string Period,
    bool Net
);

/// <summary>What a vacancy asks of a candidate: an item of `knockoutRequirements` where it is a knockout, else of `preferredRequirements`.</summary>
/// <param name="Value">In the words of the text, 1 to 500 characters.</param>
/// <param name="Kind">What it is about.</param>
/// <param name="IsKnockout">Whether the text has it as a condition, and not as an advantage.</param>
/// <param name="Evidence">The sentence or line that says so, as it stands in the text, markup included.</param>
/// <param name="SessionField">Where a flow keeps the answer.</param>
/// <param name="Question">What a flow of these requirements asks.</param>
public sealed record AnalysedRequirement(
    string Value,
    [property: AllowedValues(
        "licence",
        "certificate",
        "education",
        "experience",
        "language",
        "skill",
        "availability",
        "workPermit",
        "age",
        "other"
    )]
        string Kind,
    bool IsKnockout,
    string Evidence,
    string SessionField,
    string Question
);

/// <summary>Analyses of vacancies as resources. They are nowhere stored, so they have no URL of their own.</summary>
internal static class VacancyAnalysisResource
{
    public const string Type = "vacancyAnalyses";
    public const string Path = "/vacancy-analyses";

    private static readonly string[] Writable = ["context", "language", "tone"];
    private static readonly string[] ReadOnly =
    [
        "title",
        "organisation",
        "location",
        "hours",
        "salary",
        "requirements",
    ];

    /// <summary>What a client sends.</summary>
    public static SentSchema Sent { get; } =
        new(
            Type,
            "A vacancy, as the context of a flow generation.",
            Attributes(),
            """
            {"data": {"type": "vacancyAnalyses", "attributes": {"context": {"type": "text", "value": "Van driver\n\nHill & Sons in Leeds is looking for a van driver for 32 hours a week.\n\nWhat you bring:\n- Driving licence B\n- At least two years of experience as a driver\n- Good English\n- A first aid certificate is a plus\n\nWe offer:\n- £13.50 per hour\n"}}}}
            """
        );

    /// <summary>Which of its fields to send.</summary>
    public static QueryParameter<IReadOnlySet<string>?> Fields { get; } =
        QueryParameters.Fields<VacancyAnalysisAttributes>(Type);

    /// <summary>A document with one analysis.</summary>
    public static Document<Resource<VacancyAnalysisAttributes>> Document(
        AnalysedVacancy analysed,
        IReadOnlyList<UnusedParameter> unused,
        HttpRequest request
    )
    {
        var (facts, salary) = (analysed.Analysis.Facts, analysed.Analysis.Facts.Salary);
        return new(
            new Resource<VacancyAnalysisAttributes>(
                Type,
                analysed.Id,
                new(
                    analysed.Analysis.Language,
                    facts.Title,
                    facts.Organisation,
                    facts.Place,
                    facts.Hours,
                    salary is null ? null : new(Paid(salary.Value), salary.Evidence),
                    [.. analysed.Analysis.Requirements.Select(Asked)]
                )
            ).Only(Fields.In(request)),
            new() { Self = $"{Path}{QueryParameters.Query(request)}" }
        )
        {
            Meta = unused is [] ? null : new() { UnusedParameters = unused },
        };
    }

    /// <summary>Reads what a client may send; what can't be read is noted in the query.</summary>
    /// <exception cref="ValidationException">There are no attributes to read.</exception>
    public static AnalyseVacancy Read(SentResource sent)
    {
        if (sent.Attributes is null)
        {
            throw new ValidationException(sent.Faults);
        }

        List<ValidationFailure> faults = [.. sent.Faults, .. sent.Misnamed(Writable, ReadOnly)];
        var language = sent.Text("language", missing: null, faults);
        var tone = sent.Text("tone", missing: null, faults);
        return new(sent.Given("context"), language, tone, faults);
    }

    private static AnalysedSalary Paid(Salary salary) =>
        new(salary.From, salary.To, salary.Currency, ListedValue.WordOf(salary.Period), salary.IsNet);

    private static AnalysedRequirement Asked(VacancyRequirement one) =>
        new(one.Value, ListedValue.WordOf(one.Kind), one.IsKnockout, one.Evidence, one.SessionField, one.Question);

    private static OpenApiSchema Attributes()
    {
        var schema = JsonNode.Parse(AnalyseVacancy.Schema.GetRawText())!;
        schema["properties"]!["context"]!.AsObject().Remove("$schema"); // the document's own dialect
        return OpenApiModelFactory.Parse<OpenApiSchema>(
            schema.ToJsonString(),
            OpenApiSpecVersion.OpenApi3_1,
            new OpenApiDocument(),
            out _,
            OpenApiConstants.Json
        )!;
    }
}
