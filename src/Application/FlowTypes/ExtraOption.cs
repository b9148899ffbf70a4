using System.Globalization;
using System.Text.RegularExpressions;
using Flowgen.Domain.FlowTypes;
using FluentValidation;

namespace Flowgen.Application.FlowTypes;

/// <summary>An item of <c>extraOptions</c> as a client sends it (contract, section 3). There is one kind: an appointment.</summary>
internal sealed record ExtraOption(string? Value, string? Language, AppointmentOptions Options)
{
    public static ExtraOption Read(JsonInput item)
    {
        var option = item.Required();
        return new(
            option["value"].Text(),
            option["language"].Text(),
            AppointmentOptions.Read(option["options"].Required())
        );
    }

    /// <summary>The appointment, in the flow's language unless it names its own.</summary>
    public Appointment ToAppointment(string flowLanguage)
    {
        var language = Language ?? flowLanguage;
        return new(
            language,
            Options.ScheduleIds?.Split(',').Select(id => long.Parse(id.Trim(), CultureInfo.InvariantCulture)).ToList(),
            new(Text("askDay"), Text("askSlot"), Text("noSlot"), Text("confirmSlotMessage"), Text("denyConfirmMessage"))
        );

        string? Text(string name) => Options.Texts.GetValueOrDefault(name + language.ToUpperInvariant());
    }
}

/// <summary>The <c>options</c> of an appointment.</summary>
internal sealed record AppointmentOptions(
    int? Version,
    string? ScheduleIds,
    string? ScheduleMode,
    IReadOnlyDictionary<string, string> Texts
)
{
    private static readonly string[] TextNames =
    [
        .. new[] { "askDay", "askSlot", "noSlot", "confirmSlotMessage", "denyConfirmMessage" }.SelectMany(name =>
            new[] { name + "NL", name + "EN" }
        ),
    ];

    public static AppointmentOptions Read(JsonInput options) =>
        new(
            options["version"].Integer(),
            options["scheduleIds"].Text(),
            options["scheduleMode"].Text(),
            TextNames
                .Select(name => (name, text: options[name].Text()))
                .Where(x => x.text is not null)
                .ToDictionary(x => x.name, x => x.text!)
        );
}

internal sealed partial class ExtraOptionValidator : AbstractValidator<ExtraOption>
{
    public ExtraOptionValidator()
    {
        RuleFor(option => option.Value)
            .Equal("appointment")
            .WithErrorCode("unsupported_option")
            .WithMessage("Use \"appointment\".");
        RuleFor(option => option.Language!).IsLanguage().When(option => option.Language is not null);
        RuleFor(option => option.Options).SetValidator(new AppointmentOptionsValidator());
    }

    private sealed partial class AppointmentOptionsValidator : AbstractValidator<AppointmentOptions>
    {
        private static readonly InlineValidator<string> AppointmentText = new()
        {
            text => text.RuleFor(it => it).IsText(max: 4_000),
            text => text.RuleFor(it => it).HasPlaceholders(),
        };

        public AppointmentOptionsValidator()
        {
            RuleFor(options => options.Version)
                .Equal(2)
                .WithErrorCode("unsupported_version")
                .WithMessage("Use version 2.");
            RuleFor(options => options)
                .Must(options => options.ScheduleIds is null != options.ScheduleMode is null)
                .WithErrorCode("invalid_schedule")
                .WithMessage("Send either scheduleIds or scheduleMode.");
            RuleFor(options => options.ScheduleIds!)
                .Must(ids => Integers().IsMatch(ids))
                .WithErrorCode("invalid_schedule")
                .WithMessage("Send integers with commas between them, such as 1,2,3.")
                .When(options => options.ScheduleIds is not null);
            RuleFor(options => options.ScheduleMode)
                .Equal("custom")
                .WithErrorCode("invalid_schedule")
                .WithMessage("Use \"custom\".")
                .When(options => options.ScheduleMode is not null);
            RuleFor(options => options.Texts)
                .Custom(
                    (texts, context) =>
                    {
                        var options = context.PropertyPath[..context.PropertyPath.LastIndexOf('.')];
                        foreach (var (name, text) in texts)
                        {
                            foreach (var fault in AppointmentText.Validate(text).Errors)
                            {
                                context.AddFailure(Fault.At($"{options}.{name}", fault.ErrorCode, fault.ErrorMessage));
                            }
                        }
                    }
                );
        }

        // At most 100 of them, each within 64 bits.
        [GeneratedRegex(@"\A *[0-9]{1,18}( *, *[0-9]{1,18}){0,99} *\z")]
        private static partial Regex Integers();
    }
}
