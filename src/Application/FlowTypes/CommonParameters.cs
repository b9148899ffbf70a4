using System.Text.Json.Nodes;
using Flowgen.Domain.FlowTypes;
using FluentValidation;

namespace Flowgen.Application.FlowTypes;

/// <summary>The parameters that flow types share (contract, section 3), with the defaults that don't depend on anything filled in.</summary>
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

    /// <summary>The tone of parameters without faults.</summary>
    public Tone Tone => ToneOf(ToneName);

    /// <summary>The tone of a name; the default where there is none.</summary>
    public static Tone ToneOf(string? name) => name is Formal ? Tone.Formal : Tone.Informal;

    /// <summary>The appointments of parameters without faults.</summary>
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

    /// <summary>The JSON Schema of the parameters of a flow type: these, and its own.</summary>
    /// <param name="flowName">What the flow is called where the client gives it no name.</param>
    /// <param name="isAppointmentRequired">Whether there must be an item in <c>extraOptions</c>.</param>
    /// <param name="own">The members that only this flow type has.</param>
    public static JsonObject Schema(
        string flowName,
        bool isAppointmentRequired,
        params IEnumerable<(string Name, JsonObject Schema)> own
    )
    {
        var language = JsonSchema.OneOf("The language that the chatbot speaks.", [.. Phrasebook.Languages, null]);
        language["default"] = DefaultLanguage;
        var tone = JsonSchema.OneOf(
            "How the candidate is addressed: je or u, du or Sie, tu or vous.",
            [.. ToneNames, null]
        );
        tone["default"] = Informal;
        var emojiUsage = JsonSchema.Digit(
            "How much emoji the chatbot uses, as a number or its digit; 0, the default, is none at all.",
            min: 0,
            Rules.MaxEmojiUsage,
            orNull: true
        );

        return JsonSchema.Object(
            "What the flow is made of. Members that are not listed here are kept, and not used.",
            isAppointmentRequired ? ["extraOptions"] : [],
            [
                ("language", language),
                ("tone", tone),
                ("emojiUsage", emojiUsage),
                ("flowName", JsonSchema.Text($"Names the flow. Left out: {flowName}", Rules.MaxFlowName, orNull: true)),
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
            .WithMessage($"Use 0 (none) to {Rules.MaxEmojiUsage}.");
        RuleFor(parameters => parameters.FlowName)
            .IsText(Rules.MaxFlowName)
            .When(parameters => parameters.FlowName is not null);
        RuleForEach(parameters => parameters.ExtraOptions).SetValidator(new ExtraOptionValidator());
    }
}
