using System.Text.Json;
using Flowgen.Domain.Flows;
using Flowgen.Domain.FlowTypes;
using Flowgen.Domain.FlowTypes.VacancyApplication;
using FluentValidation;
using FluentValidation.Results;

namespace Flowgen.Application.FlowTypes;

/// <summary>The first interview for a vacancy (contract, section 3, <c>vacancy_application_flow</c>).</summary>
internal sealed class VacancyApplicationFlow : FlowType
{
    private static readonly VacancyApplicationValidator Validator = new();

    public override string Name => "vacancy_application_flow";

    public override int Cost => 1;

    public override IReadOnlyList<ValidationFailure> Check(JsonElement parameters, JsonElement context)
    {
        var faults = new List<ValidationFailure>();
        var input = VacancyApplicationInput.Read(
            new(parameters, "parameters", faults),
            new JsonInput(context, "context", faults).Required()
        );
        return Fault.All(faults, Validator.Validate(input).Errors);
    }

    public override FlowDesign Compose(JsonElement parameters, JsonElement context) =>
        VacancyApplicationComposer.Compose(
            VacancyApplicationInput.Read(new(parameters, "parameters", []), new(context, "context", [])).ToParameters()
        );
}

/// <summary>What a client sends for a <c>vacancy_application_flow</c>, with the defaults that don't depend on anything filled in.</summary>
internal sealed record VacancyApplicationInput(VacancyApplicationInput.ParameterValues Parameters, VacancyText Context)
{
    public sealed record ParameterValues(
        string Language,
        int EmojiUsage,
        string? FlowName,
        IReadOnlyList<Question> KnockoutRequirements,
        IReadOnlyList<Question> PreferredRequirements,
        IReadOnlyList<Question> RequiredFields,
        IReadOnlyList<Question> OptionalFields,
        IReadOnlyList<ExtraOption> ExtraOptions
    );

    public static VacancyApplicationInput Read(JsonInput parameters, JsonInput context) =>
        new(
            new(
                parameters["language"].Text() ?? "en",
                parameters["emojiUsage"].Integer() ?? 0,
                parameters["flowName"].Text(),
                QuestionValidator.Read(parameters["knockoutRequirements"]),
                QuestionValidator.Read(parameters["preferredRequirements"]),
                QuestionValidator.Read(parameters["requiredFields"]),
                QuestionValidator.Read(parameters["optionalFields"]),
                [.. parameters["extraOptions"].Items(SessionFields.MaxAppointments).Select(ExtraOption.Read)]
            ),
            VacancyText.Read(context)
        );

    /// <summary>The parameters of an input without faults.</summary>
    public VacancyApplicationParameters ToParameters() =>
        new(
            Parameters.Language,
            Parameters.EmojiUsage,
            Parameters.FlowName ?? JobTitle.From(Context.Value!),
            Parameters.KnockoutRequirements,
            Parameters.PreferredRequirements,
            Parameters.RequiredFields,
            Parameters.OptionalFields,
            [.. Parameters.ExtraOptions.Select(option => option.ToAppointment(Parameters.Language))]
        );
}

/// <summary>A context that is a vacancy's text.</summary>
internal sealed record VacancyText(string? Type, string? Value)
{
    public static VacancyText Read(JsonInput context) => new(context["type"].Text(), context["value"].Text());
}

internal sealed class VacancyApplicationValidator : AbstractValidator<VacancyApplicationInput>
{
    private static readonly QuestionValidator Question = new();

    public VacancyApplicationValidator()
    {
        RuleFor(input => input.Parameters.Language).IsLanguage();
        RuleFor(input => input.Parameters.EmojiUsage)
            .InclusiveBetween(0, 5)
            .WithErrorCode("out_of_range")
            .WithMessage("Use 0 (none) to 5.");
        RuleFor(input => input.Parameters.FlowName)
            .IsText(max: 200)
            .When(input => input.Parameters.FlowName is not null);
        RuleForEach(input => input.Parameters.KnockoutRequirements).SetValidator(Question);
        RuleForEach(input => input.Parameters.PreferredRequirements).SetValidator(Question);
        RuleForEach(input => input.Parameters.RequiredFields).SetValidator(Question);
        RuleForEach(input => input.Parameters.OptionalFields).SetValidator(Question);
        RuleFor(input => input.Parameters).Custom(SessionFieldsAreUnique);
        RuleForEach(input => input.Parameters.ExtraOptions).SetValidator(new ExtraOptionValidator());
        RuleFor(input => input.Context.Type)
            .Equal("text")
            .WithErrorCode("unsupported_context")
            .WithMessage("Use \"text\".");
        RuleFor(input => input.Context.Value).IsText(max: 100_000);
    }

    private static void SessionFieldsAreUnique(
        VacancyApplicationInput.ParameterValues parameters,
        ValidationContext<VacancyApplicationInput> context
    )
    {
        var seen = new HashSet<string>(StringComparer.Ordinal) { "" }; // an empty one is another rule's fault
        foreach (
            var (name, questions) in new[]
            {
                (nameof(parameters.KnockoutRequirements), parameters.KnockoutRequirements),
                (nameof(parameters.PreferredRequirements), parameters.PreferredRequirements),
                (nameof(parameters.RequiredFields), parameters.RequiredFields),
                (nameof(parameters.OptionalFields), parameters.OptionalFields),
            }
        )
        {
            for (var i = 0; i < questions.Count; i++)
            {
                if (!seen.Add(questions[i].SessionField) && questions[i].SessionField is not "")
                {
                    context.AddFailure(
                        Fault.At(
                            $"{context.PropertyPath}.{name}[{i}].SessionField",
                            "duplicate_session_field",
                            "Another item of this flow has this session field: choose another."
                        )
                    );
                }
            }
        }
    }
}
