using Flowgen.Domain.Flows;
using Flowgen.Domain.FlowTypes.VacancyApplication.Requirements;

namespace Flowgen.Domain.FlowTypes.VacancyApplication;

/// <summary>
/// Composes the first interview for a vacancy: greeting, knockouts, preferences, details, appointment, summary, end. A pure
/// function: the same parameters give an equal design.
/// </summary>
public static class VacancyApplicationComposer
{
    // The minimum number of questions that have a counter.
    private const int MinCounted = 3;

    /// <summary>Composes a design that satisfies <see cref="FlowInvariants"/>.</summary>
    /// <exception cref="DomainRuleException">Code <c>flow_invariant_violated</c>: a bug in Flowgen.</exception>
    public static FlowDesign Compose(VacancyApplicationParameters parameters)
    {
        var say = new Phrasebook(parameters.Language, parameters.EmojiUsage, parameters.Tone);
        var (knockouts, preferred) = (parameters.KnockoutRequirements, parameters.PreferredRequirements);
        var (required, optional) = (parameters.RequiredFields, parameters.OptionalFields);
        var (requirements, fields) = (knockouts.Count + preferred.Count, required.Count + optional.Count);
        var asking = new FieldQuestions(say, parameters.Vacancy, required, optional);
        var vacancy = Vacancy(say, parameters);
        var asked = Asked(say, parameters);

        IReadOnlyList<IReadOnlyList<Draft>> steps =
        [
            [Conversation.Greeting(say, Greeting(say, vacancy, parameters.Vacancy, requirements + fields))],
            .. knockouts.Select(
                (it, i) => Step(Knockout(say, it, asked[i], i, knockouts.Count, text => Counted(text, i)))
            ),
            .. preferred.Select(
                (it, i) =>
                    Step(
                        Preferred(
                            say,
                            it,
                            asked[knockouts.Count + i],
                            i,
                            preferred.Count,
                            text => Counted(text, knockouts.Count + i)
                        )
                    )
            ),
            .. requirements > 0 && fields > 1
                ? [Step(new("details", Conversation.Say(say.Say("Details")), Exit.Onward))]
                : Array.Empty<Draft[]>(),
            .. required.Select((it, i) => asking.Required(it, i, text => Counted(text, requirements + i))),
            .. optional.Select(
                (it, i) => asking.Optional(it, i, text => Counted(text, requirements + required.Count + i))
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
            Promises(parameters, asked)
        );

        string Counted(string question, int at) =>
            requirements + fields < MinCounted
                ? question
                : $"{question} {say.Say("Progress", ("n", $"{at + 1}"), ("total", $"{requirements + fields}"))}";
    }

    /// <summary>The questions of the knockouts, then of the preferences, without a counter and an introduction.</summary>
    public static IReadOnlyList<string> Questions(VacancyApplicationParameters parameters) =>
        [
            .. Asked(new(parameters.Language, parameters.EmojiUsage, parameters.Tone), parameters)
                .Select(it => it.Asked.Text),
        ];

    /// <summary>The requirements that another author can word, for <see cref="VacancyApplicationParameters.Wordings"/>.</summary>
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

    /// <summary>The expectations of these parameters on their flow.</summary>
    public static FlowPromises Promises(VacancyApplicationParameters parameters) =>
        Promises(parameters, Asked(new(parameters.Language, parameters.EmojiUsage, parameters.Tone), parameters));

    // A knockout with a free answer can't decline the candidate, so it is not counted as a knockout.
    private static FlowPromises Promises(
        VacancyApplicationParameters parameters,
        List<(AskedRequirement Asked, Wording? Wording)> asked
    ) =>
        new(
            [.. parameters.KnockoutRequirements.Where((_, i) => !asked[i].Asked.IsOpen).Select(it => it.SessionField)],
            [
                .. parameters
                    .KnockoutRequirements.Where((_, i) => asked[i].Asked.IsOpen)
                    .Concat(parameters.PreferredRequirements)
                    .Select(it => it.SessionField),
            ],
            [.. parameters.RequiredFields.Select(it => it.SessionField)],
            [.. parameters.OptionalFields.Select(it => it.SessionField)],
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
            vacancy = RequirementGrammar
                .Of(say.Lexicon)
                .Contracted(say.Say("Vacancy.Organisation", ("vacancy", vacancy), ("organisation", organisation)));
        }

        // A title such as "Baker Leeds" contains the place already.
        if (facts.Place is { } place && !vacancy.Contains(place, StringComparison.OrdinalIgnoreCase))
        {
            vacancy = RequirementGrammar
                .Of(say.Lexicon)
                .Contracted(say.Say("Vacancy.Place", ("vacancy", vacancy), ("place", place)));
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

    // The questions of all requirements: by a given wording, by a rule, or around the recruiter's words.
    private static List<(AskedRequirement Asked, Wording? Wording)> Asked(
        Phrasebook say,
        VacancyApplicationParameters parameters
    )
    {
        var worded =
            parameters.Wordings.Count > 0
                ? WordingRules.Accepted(Brief(parameters), parameters.Wordings)
                : parameters.Wordings;
        List<(AskedRequirement, Wording?)> asked = [];
        var around = 0;
        foreach (var requirement in parameters.KnockoutRequirements.Concat(parameters.PreferredRequirements))
        {
            var text = RecruiterWords.Quotable(say, requirement);
            asked.Add(
                worded.GetValueOrDefault(requirement.SessionField) is { } wording ? (new(wording.Question), wording)
                : Requirement.AsQuestion(say, text) is { } question ? (question, null)
                : (Requirement.Around(say, text, around++), null)
            );
        }

        return asked;
    }

    private static Draft Knockout(
        Phrasebook say,
        Question asked,
        (AskedRequirement Asked, Wording? Wording) it,
        int at,
        int count,
        Func<string, string> counted
    )
    {
        var text = counted(at == 0 && count > 1 ? $"{say.Say("Knockout.Lead")} {it.Asked.Text}" : it.Asked.Text);
        return it.Asked.IsOpen
            ? new($"knockout-{at + 1}", InWords(asked, text), Exit.Onward)
            : new(
                $"knockout-{at + 1}",
                YesOrNo(say, asked, it, text),
                Exit.On(Conversation.No, asked.SessionField, Conversation.Declined),
                Exit.Onward
            );
    }

    private static Draft Preferred(
        Phrasebook say,
        Question asked,
        (AskedRequirement Asked, Wording? Wording) it,
        int at,
        int count,
        Func<string, string> counted
    )
    {
        var text = counted(at == 0 ? $"{Lead()} {it.Asked.Text}" : it.Asked.Text);
        return new(
            $"preferred-{at + 1}",
            it.Asked.IsOpen ? InWords(asked, text) : YesOrNo(say, asked, it, text),
            Exit.Onward
        );

        string Lead() => say.Say($"Preferred.Lead.{(count > 1 ? "Many" : "One")}.{1 + (asked.Value.Length % 4)}");
    }

    private static NodeAction InWords(Question asked, string text) =>
        new(ActionType.Ask, ActionSubType.Text, new(text, Format: AnswerFormat.Text), asked.SessionField);

    private static NodeAction YesOrNo(
        Phrasebook say,
        Question asked,
        (AskedRequirement Asked, Wording? Wording) it,
        string text
    ) =>
        Conversation.AskYesOrNo(
            text,
            it.Wording?.Yes ?? say.Say(it.Asked.Negates ? "Yes.Sure" : "Yes"),
            it.Wording?.No ?? say.Say(it.Asked.Negates ? "No.Sure" : "No"),
            asked.SessionField
        );

    private static string Accepted(Phrasebook say, string vacancy, string? firstName) =>
        firstName is null
            ? say.Say("Accepted", ("vacancy", vacancy))
            : say.Say("Accepted.Named", ("vacancy", vacancy), ("name", firstName));
}
