using System.Text.Json.Nodes;
using Flowgen.Api.JsonApi;
using Flowgen.Application.Vacancies.Queries;
using Flowgen.Domain.FlowTypes.VacancyApplication;
using FluentValidation;
using FluentValidation.Results;
using Microsoft.OpenApi;
using Microsoft.OpenApi.Reader;
using AllowedValuesAttribute = System.ComponentModel.DataAnnotations.AllowedValuesAttribute;

namespace Flowgen.Api.Vacancies;

/// <summary>The attributes of a vacancy analysis. An attribute is null if the text does not state it.</summary>
/// <param name="Language">The language of the questions: the requested language, or the language of the text.</param>
/// <param name="Title">The title of the job, at most 80 characters; null if the text does not state it.</param>
/// <param name="Organisation">The organisation that offers the job, without its legal form; null if the text does not state it.</param>
/// <param name="Location">The town or city of the job; null if the text does not state it.</param>
/// <param name="Hours">The hours per week; null if the text does not state them.</param>
/// <param name="Salary">The salary of the whole job; null if the text does not state it.</param>
/// <param name="Requirements">The requirements in the order of the text: at most 50 knockouts and 50 others.</param>
public sealed record VacancyAnalysisAttributes(
    [property: AllowedValues("nl", "en", "de", "fr")] string Language,
    Fact<string>? Title,
    Fact<string>? Organisation,
    Fact<string>? Location,
    Fact<Hours>? Hours,
    Fact<AnalysedSalary>? Salary,
    IReadOnlyList<AnalysedRequirement> Requirements
) : ResourceAttributes;

/// <summary>A salary in a vacancy.</summary>
/// <param name="From">The minimum amount, in units of the currency.</param>
/// <param name="To">The maximum amount, in units of the currency; equal to the minimum if the text has one figure.</param>
/// <param name="Currency">The currency (ISO 4217).</param>
/// <param name="Period">The period of the amount.</param>
/// <param name="Net">Whether the text states that the amount is after tax.</param>
public sealed record AnalysedSalary(
    decimal From,
    decimal To,
    string Currency,
    [property: AllowedValues("hour", "month", "year")] string Period,
    bool Net
);

/// <summary>A requirement of a vacancy: an item for <c>knockoutRequirements</c> if it is a knockout, or else for <c>preferredRequirements</c>.</summary>
/// <param name="Value">The requirement in the words of the text, 1 to 500 characters.</param>
/// <param name="Kind">The subject of the requirement.</param>
/// <param name="IsKnockout">Whether the requirement is a condition; false if it is an advantage.</param>
/// <param name="Evidence">The sentence or line that states the requirement, exactly as in the text, including markup.</param>
/// <param name="SessionField">The session field that stores the answer in a flow.</param>
/// <param name="Question">The question that a flow with these requirements asks.</param>
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

/// <summary>Vacancy analyses as resources. They are not stored, so they have no URL of their own.</summary>
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

    /// <summary>The request body of an analysis.</summary>
    public static SentSchema Sent { get; } =
        new(
            Type,
            "The vacancy to analyse, in the form of the context of a flow generation.",
            Attributes(),
            """
            {"data": {"type": "vacancyAnalyses", "attributes": {"context": {"type": "text", "value": "Van driver\n\nHill & Sons in Leeds is looking for a van driver for 32 hours a week.\n\nWhat you bring:\n- Driving licence B\n- At least two years of experience as a driver\n- Good English\n- A first aid certificate is a plus\n\nWe offer:\n- £13.50 per hour\n"}}}}
            """
        )
        {
            AttributesName = "VacancyInput",
        };

    /// <summary>The query parameter for sparse fieldsets.</summary>
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

    /// <summary>Reads the attributes. The query holds the validation errors.</summary>
    /// <exception cref="ValidationException">The document has no attributes.</exception>
    public static AnalyseVacancy Read(SentResource sent)
    {
        if (sent.Attributes is null)
        {
            throw new ValidationException(sent.Errors);
        }

        List<ValidationFailure> errors = [.. sent.Errors, .. sent.Misnamed(Writable, ReadOnly)];
        var language = sent.Text("language", missing: null, errors);
        var tone = sent.Text("tone", missing: null, errors);
        return new(sent.Given("context"), language, tone, errors);
    }

    private static AnalysedSalary Paid(Salary salary) =>
        new(salary.From, salary.To, salary.Currency, ListedValue.WordOf(salary.Period), salary.IsNet);

    private static AnalysedRequirement Asked(VacancyRequirement requirement) =>
        new(
            requirement.Value,
            ListedValue.WordOf(requirement.Kind),
            requirement.IsKnockout,
            requirement.Evidence,
            requirement.SessionField,
            requirement.Question
        );

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
