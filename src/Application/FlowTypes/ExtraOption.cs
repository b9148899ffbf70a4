using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Flowgen.Domain.FlowTypes;
using FluentValidation;

namespace Flowgen.Application.FlowTypes;

/// <summary>An item of <c>extraOptions</c> in a request. There is one kind: an appointment.</summary>
internal sealed record ExtraOption(string? Value, string? Language, AppointmentOptions Options)
{
    /// <summary>The JSON Schema of <c>extraOptions</c>.</summary>
    public static JsonObject Schema(bool isRequired) =>
        JsonSchema.List(
            "The appointments that the candidate makes, one after the other.",
            SessionFields.MaxAppointments,
            JsonSchema.Object(
                "An appointment.",
                ["value", "options"],
                ("value", JsonSchema.OneOf("The kind of option.", "appointment")),
                (
                    "language",
                    JsonSchema.OneOf(
                        "The language of the texts of the appointment. By default, the language of the flow.",
                        [.. Phrasebook.Languages, null]
                    )
                ),
                ("options", AppointmentOptions.Schema())
            ),
            isRequired
        );

    public static ExtraOption Read(JsonInput item)
    {
        var option = item.Required();
        return new(
            option["value"].Text(),
            option["language"].Text(),
            AppointmentOptions.Read(option["options"].Required())
        );
    }

    /// <summary>The appointment, in its own language or by default in that of the flow.</summary>
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
    /// <summary>The member and the description of each text. The suffix of the member is the language.</summary>
    private static readonly (string Name, string Description)[] TextMembers =
    [
        .. new[]
        {
            ("askDay", "The question for a day"),
            ("askSlot", "The question for a time on that day"),
            ("noSlot", "The message that the day has no free time"),
            ("confirmSlotMessage", "The question whether the chosen time is right"),
            ("denyConfirmMessage", "The message that the candidate can choose another time"),
        }.SelectMany(text =>
            new[] { (text.Item1 + "NL", $"{text.Item2}, in Dutch."), (text.Item1 + "EN", $"{text.Item2}, in English.") }
        ),
    ];

    private static readonly string[] Schedules = ["scheduleIds", "scheduleMode"];

    /// <summary>1 to 100 whole numbers of up to 18 digits, separated by commas.</summary>
    public const string ScheduleIdsPattern = " *[0-9]{1,18}(?: *, *[0-9]{1,18}){0,99} *";

    /// <summary>The JSON Schema of the <c>options</c>.</summary>
    public static JsonObject Schema()
    {
        var schema = JsonSchema.Object(
            "The schedules with free times, and the texts of the appointment. Send either scheduleIds or scheduleMode.",
            ["version"],
            [
                ("version", JsonSchema.Digit("The version of these options.", min: 2, max: 2)),
                ("scheduleIds", ScheduleIdsSchema()),
                (
                    "scheduleMode",
                    JsonSchema.OneOf(
                        "The value custom means that the schedules are assigned when the flow runs.",
                        "custom",
                        null
                    )
                ),
                .. TextMembers.Select(text => (text.Name, TextSchema(text.Description))),
            ]
        );
        // Exactly one of the two. With the keyword oneOf, generated client code would lose the other members.
        schema["not"] = new JsonObject { ["anyOf"] = new JsonArray(AreSent(), AreLeftOut()) };
        return schema;
    }

    private static JsonObject AreSent() =>
        new() { ["required"] = JsonSchema.Values(Schedules), ["properties"] = Both("string") };

    private static JsonObject AreLeftOut() => new() { ["properties"] = Both("null") };

    private static JsonObject Both(string type) =>
        new(Schedules.Select(name => KeyValuePair.Create(name, (JsonNode?)new JsonObject { ["type"] = type })));

    private static JsonObject ScheduleIdsSchema() =>
        new()
        {
            ["type"] = JsonSchema.Values(["string", "null"]),
            ["description"] = "The ids of the schedules, separated by commas.",
            ["pattern"] = JsonSchema.Whole(ScheduleIdsPattern),
            ["examples"] = JsonSchema.Values(["1,2,3"]),
        };

    private static JsonObject TextSchema(string description)
    {
        var schema = JsonSchema.Text(
            $"{description} By default, a text of Flowgen. It can contain placeholders such as {{{{session.first_name}}}}.",
            Rules.MaxMessage,
            orNull: true
        );
        schema["pattern"] = JsonSchema.Whole($"(?={Rules.TextPattern}$){Rules.PlaceholdersPattern}");
        return schema;
    }

    public static AppointmentOptions Read(JsonInput options) =>
        new(
            options["version"].Integer(),
            options["scheduleIds"].Text(),
            options["scheduleMode"].Text(),
            TextMembers
                .Select(member => (name: member.Name, text: options[member.Name].Text()))
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
            text => text.RuleFor(it => it).IsText(Rules.MaxMessage),
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
                .WithMessage("The options have both or neither of scheduleIds and scheduleMode. Send one of them.");
            RuleFor(options => options.ScheduleIds!)
                .Must(ids => Integers().IsMatch(ids))
                .WithErrorCode("invalid_schedule")
                .WithMessage("The schedule ids are invalid. Send whole numbers separated by commas, such as 1,2,3.")
                .When(options => options.ScheduleIds is not null);
            RuleFor(options => options.ScheduleMode)
                .Equal("custom")
                .WithErrorCode("invalid_schedule")
                .WithMessage("The schedule mode is invalid. Use \"custom\".")
                .When(options => options.ScheduleMode is not null);
            RuleFor(options => options.Texts)
                .Custom(
                    (texts, context) =>
                    {
                        var options = context.PropertyPath[..context.PropertyPath.LastIndexOf('.')];
                        foreach (var (name, text) in texts)
                        {
                            foreach (var error in AppointmentText.Validate(text).Errors)
                            {
                                context.AddFailure(
                                    ValidationError.At($"{options}.{name}", error.ErrorCode, error.ErrorMessage)
                                );
                            }
                        }
                    }
                );
        }

        [GeneratedRegex($@"\A(?:{AppointmentOptions.ScheduleIdsPattern})\z")]
        private static partial Regex Integers();
    }
}
