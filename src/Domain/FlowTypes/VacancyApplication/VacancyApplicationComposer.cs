using Flowgen.Domain.Flows;

namespace Flowgen.Domain.FlowTypes.VacancyApplication;

/// <summary>
/// Composes the first interview for a vacancy: greeting, knockouts, preferences, details, appointment, summary, end. A pure
/// function: the same parameters give an equal design.
/// </summary>
public static class VacancyApplicationComposer
{
    // Fewer questions need no counting.
    private const int FewestCounted = 3;

    /// <summary>Composes a design that obeys <see cref="FlowInvariants"/>.</summary>
    /// <exception cref="DomainRuleException">Code <c>flow_invariant_violated</c>: a mistake in Flowgen.</exception>
    public static FlowDesign Compose(VacancyApplicationParameters parameters)
    {
        var say = new Phrasebook(parameters.Language, parameters.EmojiUsage, parameters.Tone);
        var (knockouts, preferred) = (parameters.KnockoutRequirements, parameters.PreferredRequirements);
        var (required, optional) = (parameters.RequiredFields, parameters.OptionalFields);
        var (requirements, fields) = (knockouts.Count + preferred.Count, required.Count + optional.Count);
        var asking = new FieldQuestions(say, parameters.Vacancy, required, optional);
        var vacancy = Vacancy(say, parameters);
        var worded = WordingRules.Accepted(Brief(parameters), parameters.Wordings);

        IReadOnlyList<IReadOnlyList<Draft>> steps =
        [
            [Conversation.Greeting(say, Greeting(say, vacancy, parameters.Vacancy, requirements + fields))],
            .. knockouts.Select(
                (asked, i) => Step(Knockout(say, asked, Worded(asked), i, knockouts.Count, text => Counted(text, i)))
            ),
            .. preferred.Select(
                (asked, i) => Step(Preferred(say, asked, Worded(asked), i, text => Counted(text, knockouts.Count + i)))
            ),
            .. requirements > 0 && fields > 1
                ? [Step(new("details", Conversation.Say(say.Say("Details")), Exit.Onward))]
                : Array.Empty<Draft[]>(),
            .. required.Select((asked, i) => asking.Required(asked, i, text => Counted(text, requirements + i))),
            .. optional.Select(
                (asked, i) => asking.Optional(asked, i, text => Counted(text, requirements + required.Count + i))
            ),
            .. parameters.Appointments.Select(
                (it, i) => AppointmentSteps.Of(it, i + 1, parameters.EmojiUsage, parameters.Tone)
            ),
            .. fields > 0 ? [asking.Summary()] : Array.Empty<Draft[]>(),
            [Conversation.Accept(Accepted(say, vacancy, asking.FirstName))],
            [Conversation.Decline(say.Say("Declined", ("vacancy", vacancy)))],
        ];

        return FlowInvariants.Hold(
            Conversation.Design(
                parameters.FlowName ?? parameters.Vacancy.Title ?? parameters.Vacancy.Heading ?? say.Say("Name"),
                parameters.Language,
                say.Say("Reminder", ("vacancy", vacancy)),
                steps
            ),
            Promises(parameters)
        );

        Wording? Worded(Question asked) => worded.GetValueOrDefault(asked.SessionField);

        string Counted(string question, int at) =>
            requirements + fields < FewestCounted
                ? question
                : $"{question} {say.Say("Progress", ("n", $"{at + 1}"), ("total", $"{requirements + fields}"))}";
    }

    /// <summary>The requirements that others may put into words, for <see cref="VacancyApplicationParameters.Wordings"/>.</summary>
    public static WordingBrief Brief(VacancyApplicationParameters parameters)
    {
        var say = new Phrasebook(parameters.Language, parameters.EmojiUsage, parameters.Tone);
        return new(
            parameters.Language,
            parameters.Tone,
            parameters.EmojiUsage,
            Job(say, parameters),
            [
                .. parameters
                    .KnockoutRequirements.Concat(parameters.PreferredRequirements)
                    .Select(asked => new WordingItem(asked.SessionField, RecruiterWords.OneLine(say, asked.Value)))
                    .Where(item => WordingRules.IsOpen(item.Requirement)),
            ]
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

    private static string Vacancy(Phrasebook say, VacancyApplicationParameters parameters) =>
        Job(say, parameters) is { } job ? say.Say("Vacancy", ("job", job)) : say.Say("Vacancy.Unnamed");

    private static string? Job(Phrasebook say, VacancyApplicationParameters parameters) =>
        (parameters.FlowName ?? parameters.Vacancy.Title) is { } job
        && RecruiterWords.OneLine(say, job) is { Length: > 0 } name
            ? name
            : null;

    private static string Greeting(Phrasebook say, string vacancy, Vacancy facts, int questions)
    {
        if (facts.Organisation is { } organisation)
        {
            vacancy = say.Say("Vacancy.Organisation", ("vacancy", vacancy), ("organisation", organisation));
        }

        if (facts.Place is { } place)
        {
            vacancy = say.Say("Vacancy.Place", ("vacancy", vacancy), ("place", place));
        }

        var invitation = questions switch
        {
            0 => say.Say("Invitation"),
            1 => say.Say("Invitation.One"),
            _ => say.Say("Invitation.Many", ("count", $"{questions}")),
        };
        return say.Say("Greeting", ("vacancy", vacancy), ("invitation", invitation));
    }

    private static Draft[] Step(Draft draft) => [draft];

    private static Draft Knockout(
        Phrasebook say,
        Question asked,
        Wording? wording,
        int at,
        int count,
        Func<string, string> counted
    )
    {
        var text =
            wording?.Question
            ?? AsQuestion(say, asked)
            ?? say.Say($"Knockout.{1 + (at % 2)}", ("requirement", RecruiterWords.Quotable(say, asked)));
        return new(
            $"knockout-{at + 1}",
            YesOrNo(say, asked, wording, counted(at == 0 && count > 1 ? $"{say.Say("Knockout.Lead")} {text}" : text)),
            Exit.On(Conversation.No, asked.SessionField, Conversation.Declined),
            Exit.Onward
        );
    }

    private static Draft Preferred(
        Phrasebook say,
        Question asked,
        Wording? wording,
        int at,
        Func<string, string> counted
    )
    {
        var variant = at == 0 ? 1 : 2;
        var text = (wording?.Question ?? AsQuestion(say, asked)) is { } question
            ? $"{say.Say($"Preferred.Lead.{variant}")} {question}"
            : say.Say($"Preferred.{variant}", ("requirement", RecruiterWords.Quotable(say, asked)));
        return new($"preferred-{at + 1}", YesOrNo(say, asked, wording, counted(text)), Exit.Onward);
    }

    private static string? AsQuestion(Phrasebook say, Question asked) =>
        Requirement.AsQuestion(say, RecruiterWords.Quotable(say, asked)) ?? RecruiterWords.Question(say, asked);

    private static NodeAction YesOrNo(Phrasebook say, Question asked, Wording? wording, string text) =>
        Conversation.AskYesOrNo(text, wording?.Yes ?? say.Say("Yes"), wording?.No ?? say.Say("No"), asked.SessionField);

    private static string Accepted(Phrasebook say, string vacancy, string? firstName) =>
        firstName is null
            ? say.Say("Accepted", ("vacancy", vacancy))
            : say.Say("Accepted.Named", ("vacancy", vacancy), ("name", firstName));
}
