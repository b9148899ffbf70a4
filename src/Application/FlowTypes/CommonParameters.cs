using System.Text.Json.Nodes;
using Flowgen.Domain.FlowTypes;
using FluentValidation;

namespace Flowgen.Application.FlowTypes;

/// <summary>The parameters that all flow types share, with their constant defaults.</summary>
internal sealed record CommonParameters(
    string Language,
    string ToneName,
    int EmojiUsage,
    string? FlowName,
    IReadOnlyList<ExtraOption> ExtraOptions
)
{
    private const string DefaultLanguage = "en";
    private const string Informal = "informal";
    private const string Formal = "formal";

    /// <summary>The names of the tones, the default first.</summary>
    public static IReadOnlyList<string> ToneNames { get; } = [Informal, Formal];

    /// <summary>The tone of parameters without errors.</summary>
    public Tone Tone => ToneOf(ToneName);

    /// <summary>The tone with a name; the default for null.</summary>
    public static Tone ToneOf(string? name) => name is Formal ? Tone.Formal : Tone.Informal;

    /// <summary>The appointments of parameters without errors.</summary>
    public IReadOnlyList<Appointment> Appointments =>
        [.. ExtraOptions.Select(option => option.ToAppointment(Language))];

    public static CommonParameters Read(JsonInput parameters) =>
        new(
            parameters["language"].Text() ?? DefaultLanguage,
            parameters["tone"].Text() ?? Informal,
            parameters["emojiUsage"].Integer() ?? 0,
            parameters["flowName"].Text(),
            [.. parameters["extraOptions"].Items(SessionFields.MaxAppointments).Select(ExtraOption.Read)]
        );

    /// <summary>The JSON Schema of the parameters of a flow type: the common parameters and its own.</summary>
    /// <param name="flowName">The description of the default name.</param>
    /// <param name="isAppointmentRequired">Whether <c>extraOptions</c> needs at least one item.</param>
    /// <param name="own">The members of this flow type only.</param>
    public static JsonObject Schema(
        string flowName,
        bool isAppointmentRequired,
        params IEnumerable<(string Name, JsonObject Schema)> own
    )
    {
        var language = JsonSchema.OneOf("The language of the flow.", [.. Phrasebook.Languages, null]);
        language["default"] = DefaultLanguage;
        var tone = JsonSchema.OneOf("The form of address: je or u, du or Sie, tu or vous.", [.. ToneNames, null]);
        tone["default"] = Informal;
        var emojiUsage = JsonSchema.Digit(
            "The amount of emoji in the messages, as a number or its digit, from 0 (none) to 5. The default is 0.",
            min: 0,
            Rules.MaxEmojiUsage,
            orNull: true
        );

        return JsonSchema.Object(
            "The parameters of the flow. Unknown members are stored and have no effect.",
            isAppointmentRequired ? ["extraOptions"] : [],
            [
                ("language", language),
                ("tone", tone),
                ("emojiUsage", emojiUsage),
                (
                    "flowName",
                    JsonSchema.Text($"The name of the flow. By default, {flowName}", Rules.MaxFlowName, orNull: true)
                ),
                .. own,
                ("extraOptions", ExtraOption.Schema(isAppointmentRequired)),
            ]
        );
    }
}

internal sealed class CommonParametersValidator : AbstractValidator<CommonParameters>
{
    public CommonParametersValidator()
    {
        RuleFor(parameters => parameters.Language).IsLanguage();
        RuleFor(parameters => parameters.ToneName).IsTone().OverridePropertyName("Tone");
        RuleFor(parameters => parameters.EmojiUsage)
            .InclusiveBetween(0, Rules.MaxEmojiUsage)
            .WithErrorCode("out_of_range")
            .WithMessage($"The value is out of range. Use 0 (none) to {Rules.MaxEmojiUsage}.");
        RuleFor(parameters => parameters.FlowName)
            .IsText(Rules.MaxFlowName)
            .When(parameters => parameters.FlowName is not null);
        RuleForEach(parameters => parameters.ExtraOptions).SetValidator(new ExtraOptionValidator());
    }
}
