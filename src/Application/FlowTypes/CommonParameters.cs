using System.Text.Json.Nodes;
using Flowgen.Domain.FlowTypes;
using FluentValidation;

namespace Flowgen.Application.FlowTypes;

/// <summary>The parameters that flow types share (contract, section 3), with the defaults that don't depend on anything filled in.</summary>
internal sealed record CommonParameters(
    string Language,
    int EmojiUsage,
    string? FlowName,
    IReadOnlyList<ExtraOption> ExtraOptions
)
{
    private const string DefaultLanguage = "en";

    /// <summary>The appointments of parameters without faults.</summary>
    public IReadOnlyList<Appointment> Appointments =>
        [.. ExtraOptions.Select(option => option.ToAppointment(Language))];

    public static CommonParameters Read(JsonInput parameters) =>
        new(
            parameters["language"].Text() ?? DefaultLanguage,
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
        var levels = Enumerable.Range(0, Rules.MaxEmojiUsage + 1).ToList();
        var emojiUsage = JsonSchema.OneOf(
            "How much emoji the chatbot uses, as a number or its digit; 0 is none at all.",
            [.. levels.Select(level => (JsonNode)level), .. levels.Select(level => (JsonNode)$"{level}"), null]
        );
        emojiUsage["default"] = 0;

        return JsonSchema.Object(
            "What the flow is made of. Members that are not listed here are kept, and not used.",
            isAppointmentRequired ? ["extraOptions"] : [],
            [
                ("language", language),
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
