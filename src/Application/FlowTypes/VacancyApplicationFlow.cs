using System.Text.Json;
using Flowgen.Domain.Flows;
using Flowgen.Domain.FlowTypes;
using Flowgen.Domain.FlowTypes.VacancyApplication;
using FluentValidation;

namespace Flowgen.Application.FlowTypes;

/// <summary>The first interview for a vacancy.</summary>
internal sealed class VacancyApplicationFlow() : FlowType<VacancyApplicationInput>(new VacancyApplicationValidator())
{
    public override string Name => "vacancy_application_flow";

    public override string Description =>
        "The first interview for a vacancy: questions about its requirements and about the candidate's details, and appointments.";

    public override int Cost => 1;

    public override bool IsContextRequired => true;

    public override JsonElement ParametersSchema { get; } =
        JsonSchema.Of(
            CommonParameters.Schema(
                "a name from the text of the vacancy.",
                isAppointmentRequired: false,
                (
                    "knockoutRequirements",
                    QuestionValidator.RequirementsSchema(
                        "The requirements that a candidate must meet. The answer no ends the conversation."
                    )
                ),
                (
                    "preferredRequirements",
                    QuestionValidator.RequirementsSchema(
                        "The requirements that a candidate should meet. The conversation continues after any answer."
                    )
                ),
                (
                    "requiredFields",
                    QuestionValidator.Schema(
                        "The details that every candidate must give. The chatbot repeats a question up to twice if the answer is invalid."
                    )
                ),
                ("optionalFields", QuestionValidator.Schema("The details that a candidate can skip."))
            ),
            """
            {
              "language": "nl",
              "tone": "informal",
              "emojiUsage": 3,
              "knockoutRequirements": [{ "value": "Has drivers license B", "sessionField": "drivers_license" }],
              "requiredFields": [
                { "value": "email" },
                { "value": "phoneNumber", "sessionField": "ats_field:recruitee:phone" }
              ]
            }
            """
        );

    public override JsonElement ContextSchema { get; } =
        TextContext.Schema("The text of the vacancy.", isRequired: true, example: "Driver wanted");

    protected override VacancyApplicationInput Read(JsonInput parameters, JsonInput context) =>
        VacancyApplicationInput.Read(parameters, context.Required());

    protected override WordingBrief Brief(VacancyApplicationInput input) =>
        VacancyApplicationComposer.Brief(input.ToParameters());

    protected override FlowDesign Compose(
        VacancyApplicationInput input,
        IReadOnlyDictionary<string, Wording> wordings
    ) => VacancyApplicationComposer.Compose(input.ToParameters() with { Wordings = wordings });
}

/// <summary>The input of a <c>vacancy_application_flow</c>.</summary>
internal sealed record VacancyApplicationInput(
    CommonParameters Common,
    VacancyApplicationInput.QuestionLists Questions,
    TextContext Context
)
{
    public sealed record QuestionLists(
        IReadOnlyList<Question> KnockoutRequirements,
        IReadOnlyList<Question> PreferredRequirements,
        IReadOnlyList<Question> RequiredFields,
        IReadOnlyList<Question> OptionalFields
    );

    public static VacancyApplicationInput Read(JsonInput parameters, JsonInput context) =>
        new(
            CommonParameters.Read(parameters),
            new(
                QuestionValidator.Read(parameters["knockoutRequirements"]),
                QuestionValidator.Read(parameters["preferredRequirements"]),
                QuestionValidator.Read(parameters["requiredFields"]),
                QuestionValidator.Read(parameters["optionalFields"])
            ),
            TextContext.Read(context)
        );

    /// <summary>The parameters of an input without errors.</summary>
    public VacancyApplicationParameters ToParameters() =>
        SessionFieldNames.Fill(
            new(
                Common.Language,
                Common.EmojiUsage,
                Common.FlowName,
                Questions.KnockoutRequirements,
                Questions.PreferredRequirements,
                Questions.RequiredFields,
                Questions.OptionalFields,
                Common.Appointments
            )
            {
                Tone = Common.Tone,
                Vacancy = VacancyReader.Read(Context.Value!),
            }
        );
}

internal sealed class VacancyApplicationValidator : AbstractValidator<VacancyApplicationInput>
{
    private const string Parameters = "Parameters";

    public VacancyApplicationValidator()
    {
        RuleFor(input => input.Common).SetValidator(new CommonParametersValidator()).OverridePropertyName(Parameters);
        RuleFor(input => input.Questions).SetValidator(new QuestionListsValidator()).OverridePropertyName(Parameters);
        RuleFor(input => input.Context).SetValidator(new TextContext.Validator());
    }

    private sealed class QuestionListsValidator : AbstractValidator<VacancyApplicationInput.QuestionLists>
    {
        private static readonly QuestionValidator Question = new();

        public QuestionListsValidator()
        {
            RuleForEach(lists => lists.KnockoutRequirements).SetValidator(Question);
            RuleForEach(lists => lists.PreferredRequirements).SetValidator(Question);
            RuleForEach(lists => lists.RequiredFields).SetValidator(Question);
            RuleForEach(lists => lists.OptionalFields).SetValidator(Question);
            RuleFor(lists => lists).Custom(SessionFieldsAreUnique);
        }

        private static void SessionFieldsAreUnique(
            VacancyApplicationInput.QuestionLists lists,
            ValidationContext<VacancyApplicationInput.QuestionLists> context
        )
        {
            var seen = new HashSet<string>(StringComparer.Ordinal) { "" }; // the composer derives a name for an empty one
            foreach (
                var (name, questions) in new[]
                {
                    (nameof(lists.KnockoutRequirements), lists.KnockoutRequirements),
                    (nameof(lists.PreferredRequirements), lists.PreferredRequirements),
                    (nameof(lists.RequiredFields), lists.RequiredFields),
                    (nameof(lists.OptionalFields), lists.OptionalFields),
                }
            )
            {
                for (var i = 0; i < questions.Count; i++)
                {
                    if (!seen.Add(questions[i].SessionField) && questions[i].SessionField is not "")
                    {
                        context.AddFailure(
                            ValidationError.At(
                                $"{Parameters}.{name}[{i}].SessionField",
                                "duplicate_session_field",
                                "Another item of this flow has the same session field. Use another one."
                            )
                        );
                    }
                }
            }
        }
    }
}
