using System.Text.RegularExpressions;
using Flowgen.Domain.Flows;

namespace Flowgen.Domain.FlowTypes.VacancyApplication;

/// <summary>
/// Composes the first interview for a vacancy: greeting, knockouts, preferences, details, appointment, end. A pure
/// function: the same parameters give an equal design.
/// </summary>
public static partial class VacancyApplicationComposer
{
    /// <summary>Composes a design that obeys <see cref="FlowInvariants"/>.</summary>
    /// <exception cref="DomainRuleException">Code <c>flow_invariant_violated</c>: a mistake in Flowgen.</exception>
    public static FlowDesign Compose(VacancyApplicationParameters parameters)
    {
        var say = new Phrasebook(parameters.Language, parameters.EmojiUsage);
        var job = say.Plain(parameters.FlowName) is { Length: > 0 } name ? name : say.Say("Job");
        var details = parameters.RequiredFields.Count + parameters.OptionalFields.Count > 0;

        IReadOnlyList<IReadOnlyList<Draft>> steps =
        [
            [Conversation.Greeting(say, say.Say("Greeting", ("job", job)))],
            .. parameters.KnockoutRequirements.Select((asked, i) => Step(Knockout(say, asked, i + 1))),
            .. parameters.PreferredRequirements.Select((asked, i) => Step(Preferred(say, asked, i + 1))),
            .. details
                ? [Step(new("details", Conversation.Say(say.Say("Details")), Exit.Onward))]
                : Array.Empty<Draft[]>(),
            .. parameters.RequiredFields.Select((asked, i) => Step(Required(say, asked, i + 1))),
            .. parameters.OptionalFields.Select((asked, i) => Step(Optional(say, asked, i + 1))),
            .. parameters.Appointments.Select((it, i) => AppointmentSteps.Of(it, i + 1, parameters.EmojiUsage)),
            [Accepted(say, job, parameters.RequiredFields)],
            [Conversation.Decline(say.Say("Declined", ("job", job)))],
        ];

        return FlowInvariants.Hold(
            Conversation.Design(parameters.FlowName, parameters.Language, say.Say("Reminder", ("job", job)), steps),
            Promises(parameters)
        );
    }

    /// <summary>What a flow of these parameters must do.</summary>
    public static FlowPromises Promises(VacancyApplicationParameters parameters) =>
        new(
            [.. parameters.KnockoutRequirements.Select(asked => asked.SessionField)],
            [.. parameters.PreferredRequirements.Select(asked => asked.SessionField)],
            [.. parameters.RequiredFields.Select(asked => asked.SessionField)],
            [.. parameters.OptionalFields.Select(asked => asked.SessionField)],
            Emoji: parameters.EmojiUsage > 0
        );

    private static Draft[] Step(Draft draft) => [draft];

    private static Draft Knockout(Phrasebook say, Question asked, int n) =>
        new(
            $"knockout-{n}",
            Requirement(say, asked, "Knockout", variant: n == 1 ? 1 : 2 + (n % 2)),
            Exit.On(Conversation.No, asked.SessionField, Conversation.Declined),
            Exit.Onward
        );

    private static Draft Preferred(Phrasebook say, Question asked, int n) =>
        new($"preferred-{n}", Requirement(say, asked, "Preferred", variant: n == 1 ? 1 : 2), Exit.Onward);

    // A requirement comes in the recruiter's words, which grammar can't turn into a question: it is quoted inside one.
    private static NodeAction Requirement(Phrasebook say, Question asked, string phrase, int variant)
    {
        var requirement = Quotable(say, asked);
        var name = requirement.EndsWith('?') ? $"{phrase}.Question" : $"{phrase}.{variant}";
        return Conversation.AskYesOrNo(
            say.Say(name, ("requirement", requirement)),
            say.Say("Yes"),
            say.Say("No"),
            asked.SessionField
        );
    }

    private static Draft Required(Phrasebook say, Question asked, int n)
    {
        var name = $"required-{n}";
        var known = Known(asked);
        return new(
            name,
            new(
                ActionType.Ask,
                known.SubType,
                new(FieldText(say, asked, known), Format: known.Format, RepeatText: say.Say(known.RepeatPhrase)),
                asked.SessionField
            ),
            new Exit(name, new(asked.SessionField, ConditionOperator.IsInvalid)),
            Exit.Onward
        );
    }

    private static Draft Optional(Phrasebook say, Question asked, int n)
    {
        var known = Known(asked);
        return new(
            $"optional-{n}",
            new(
                ActionType.Ask,
                known.SubType,
                new(
                    say.Say("Optional", ("question", FieldText(say, asked, known))),
                    Options: [new(FlowInvariants.Skip, say.Say("Optional.Skip"))],
                    Format: known.Format
                ),
                asked.SessionField
            ),
            Exit.On(FlowInvariants.Skip, asked.SessionField, Exit.Next),
            Exit.Onward
        );
    }

    private static KnownField Known(Question asked) =>
        KnownFields.Find(asked.Value) ?? new("Field", ActionSubType.Text, AnswerFormat.Text);

    private static string FieldText(Phrasebook say, Question asked, KnownField known)
    {
        if (known.Phrase is not "Field")
        {
            return say.Say(known.Phrase);
        }

        var field = Quotable(say, asked);
        return say.Say(field.EndsWith('?') ? "Field.Question" : "Field", ("field", field));
    }

    private static string Quotable(Phrasebook say, Question asked)
    {
        var text = say.Plain(Spaces().Replace(asked.Value, " ")).Trim().TrimEnd('.');
        return text is "" ? asked.SessionField : text;
    }

    private static Draft Accepted(Phrasebook say, string job, IReadOnlyList<Question> required)
    {
        var firstName = required.FirstOrDefault(asked =>
            Known(asked).Phrase is "Field.FirstName" && !asked.SessionField.Contains(':')
        );
        return Conversation.Accept(
            firstName is null
                ? say.Say("Accepted", ("job", job))
                : say.Say("Accepted.Named", ("job", job), ("name", $"{{{{session.{firstName.SessionField}}}}}"))
        );
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
