using System.Text.Json;
using System.Text.Json.Nodes;
using Flowgen.Application.Common;
using Flowgen.Application.FlowTypes;
using Flowgen.Domain.FlowTypes;
using Flowgen.Domain.FlowTypes.VacancyApplication;
using FluentValidation;
using FluentValidation.Results;
using MediatR;

namespace Flowgen.Application.Vacancies.Queries;

/// <summary>Analyses a vacancy as the input of a generation. Stores nothing.</summary>
/// <param name="Context">The context, in the same form as for a generation.</param>
/// <param name="Language">The language of the questions; null for the language of the text.</param>
/// <param name="Tone">The tone of the questions; null for the default.</param>
/// <param name="ReadErrors">Errors in the shape of the request. They are reported together with the validation errors.</param>
public sealed record AnalyseVacancy(
    JsonElement Context,
    string? Language,
    string? Tone,
    IReadOnlyList<ValidationFailure> ReadErrors
) : IRequest<AnalysedVacancy>
{
    private static readonly JsonElement ContextSchema = TextContext.Schema(
        "The text of the vacancy.",
        isRequired: true,
        example: "Driver wanted"
    );

    /// <summary>The JSON Schema (draft 2020-12) of the attributes in a request.</summary>
    public static JsonElement Schema { get; } =
        JsonSerializer.SerializeToElement(
            JsonSchema.Object(
                "The vacancy, and the form of the questions.",
                ["context"],
                ("context", JsonObject.Create(ContextSchema)!),
                (
                    "language",
                    JsonSchema.OneOf(
                        "The language of the questions. By default, the language of the text.",
                        [.. Phrasebook.Languages, null]
                    )
                ),
                (
                    "tone",
                    JsonSchema.OneOf(
                        "The form of address in the questions: je or u, du or Sie, tu or vous. The default is informal.",
                        [.. CommonParameters.ToneNames, null]
                    )
                )
            )
        );

    /// <summary>The members of the context that its schema does not contain.</summary>
    public IEnumerable<UnusedMember> Unused => UnusedMember.In(Context, ContextSchema, "context");
}

/// <summary>The result of an analysis. It is not stored.</summary>
/// <param name="Id">A deterministic id: the same for the same vacancy, language and tone.</param>
/// <param name="Analysis">The facts and requirements.</param>
public sealed record AnalysedVacancy(Guid Id, VacancyAnalysis Analysis);

internal sealed class AnalyseVacancyValidator : AbstractValidator<AnalyseVacancy>
{
    private static readonly InlineValidator<Input> Rules = new()
    {
        input => input.RuleFor(it => it.Context).SetValidator(new TextContext.Validator()),
        input => input.RuleFor(it => it.Language!).IsLanguage().When(it => it.Language is not null),
        input => input.RuleFor(it => it.Tone!).IsTone().When(it => it.Tone is not null),
    };

    public AnalyseVacancyValidator() =>
        RuleFor(query => query)
            .Custom(
                (query, context) =>
                {
                    var errors = query.ReadErrors.ToList();
                    var read = TextContext.Read(new JsonInput(query.Context, "context", errors).Required());
                    foreach (
                        var error in ValidationError.All(
                            errors,
                            Rules.Validate(new Input(read, query.Language, query.Tone)).Errors
                        )
                    )
                    {
                        context.AddFailure(error);
                    }
                }
            );

    private sealed record Input(TextContext Context, string? Language, string? Tone);
}

internal sealed class AnalyseVacancyHandler : IRequestHandler<AnalyseVacancy, AnalysedVacancy>
{
    public Task<AnalysedVacancy> Handle(AnalyseVacancy query, CancellationToken cancellationToken)
    {
        var text = TextContext.Read(new(query.Context, "context", [])).Value!;
        var analysis = VacancyAnalysis.Of(text, query.Language, CommonParameters.ToneOf(query.Tone));
        return Task.FromResult(
            new AnalysedVacancy(
                DerivedId.Of(JsonSerializer.SerializeToUtf8Bytes<string?[]>([text, query.Language, query.Tone])),
                analysis
            )
        );
    }
}
