using System.Text.Json;
using Flowgen.Domain.Flows;
using Flowgen.Domain.FlowTypes;
using Flowgen.Domain.FlowTypes.Appointments;
using FluentValidation;

namespace Flowgen.Application.FlowTypes;

/// <summary>A flow of appointments, without other questions.</summary>
internal sealed class AppointmentFlow() : FlowType<AppointmentFlowInput>(new AppointmentFlowValidator())
{
    public override string Name => "appointment_flow";

    public override string Description => "Appointments with a candidate, without other questions.";

    public override int Cost => 1;

    public override bool IsContextRequired => false;

    public override JsonElement ParametersSchema { get; } =
        JsonSchema.Of(
            CommonParameters.Schema("a neutral name in the language of the flow.", isAppointmentRequired: true),
            """
            {
              "language": "nl",
              "flowName": "Intake",
              "extraOptions": [{ "value": "appointment", "options": { "version": 2, "scheduleIds": "1,2,3" } }]
            }
            """
        );

    public override JsonElement ContextSchema { get; } =
        TextContext.Schema(
            "The subject of the appointments. It is optional, and stored without any effect.",
            isRequired: false,
            example: "An intake with the team."
        );

    protected override AppointmentFlowInput Read(JsonInput parameters, JsonInput context) =>
        new(CommonParameters.Read(parameters), context.IsAbsent ? null : TextContext.Read(context.Required()));

    protected override FlowDesign Compose(AppointmentFlowInput input, IReadOnlyDictionary<string, Wording> wordings) =>
        AppointmentFlowComposer.Compose(
            new(
                input.Parameters.Language,
                input.Parameters.EmojiUsage,
                input.Parameters.FlowName,
                input.Parameters.Appointments
            )
            {
                Tone = input.Parameters.Tone,
            }
        );
}

/// <summary>The input of an <c>appointment_flow</c>.</summary>
internal sealed record AppointmentFlowInput(CommonParameters Parameters, TextContext? Context);

internal sealed class AppointmentFlowValidator : AbstractValidator<AppointmentFlowInput>
{
    public AppointmentFlowValidator()
    {
        RuleFor(input => input.Parameters).SetValidator(new CommonParametersValidator());
        RuleFor(input => input.Parameters.ExtraOptions)
            .NotEmpty()
            .WithErrorCode("required")
            .WithMessage("Send at least one appointment.");
        RuleFor(input => input.Context!).SetValidator(new TextContext.Validator());
    }
}
