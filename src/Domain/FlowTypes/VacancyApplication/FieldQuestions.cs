using Flowgen.Domain.Flows;
using Flowgen.Domain.FlowTypes.Languages;
using Flowgen.Domain.FlowTypes.VacancyApplication.Requirements;

namespace Flowgen.Domain.FlowTypes.VacancyApplication;

/// <summary>
/// Asks for the candidate's details, and asks again after an invalid answer: at most <see cref="FlowInvariants.MaxAsked"/> times in all.
/// Each time has its own node, since a condition can't count (ADR 24). The last answer is stored even if it is invalid.
/// </summary>
internal sealed class FieldQuestions
{
    private const string SummaryNode = "summary";
    private const string CorrectionNode = "correction";

    private readonly Phrasebook say;
    private readonly Vacancy vacancy;
    private readonly IReadOnlyList<Question> required;
    private readonly IReadOnlyList<Question> optional;
    private readonly Dictionary<Question, AskedField> read;
    private readonly Question? firstName;

    public FieldQuestions(
        Phrasebook say,
        Vacancy vacancy,
        IReadOnlyList<Question> required,
        IReadOnlyList<Question> optional
    )
    {
        (this.say, this.vacancy, this.required, this.optional) = (say, vacancy, required, optional);
        IReadOnlyList<Question> all = [.. required, .. optional];
        read = new(all.Zip(FieldReader.Of(say.Language).Read(all), KeyValuePair.Create));
        firstName =
            say.Tone is Tone.Informal
                ? required.FirstOrDefault(asked => Known(asked).Name is "FirstName" && IsShowable(asked))
                : null;
    }

    /// <summary>The placeholder of the first name; null if no field surely asks for it.</summary>
    public string? FirstName => firstName is null ? null : Placeholder(firstName);

    /// <summary>The nodes of a required field.</summary>
    /// <param name="asked">The question.</param>
    /// <param name="at">Its position among the required fields, from 0.</param>
    /// <param name="counted">Adds the position among all questions to a text.</param>
    public IReadOnlyList<Draft> Required(Question asked, int at, Func<string, string> counted) =>
        Asked(
            $"required-{at + 1}",
            asked,
            counted(Greeted(at == 0 ? null : required[at - 1], Text(asked))),
            Known(asked).SubType is ActionSubType.List ? 1 : FlowInvariants.MaxAsked,
            isOptional: false
        );

    /// <summary>The nodes of an optional field. It has a re-ask only if its format can be invalid.</summary>
    public IReadOnlyList<Draft> Optional(Question asked, int at, Func<string, string> counted)
    {
        var text = Text(asked);
        if (at == 0)
        {
            text = $"{say.Say(optional.Count == 1 ? "Optional.One" : "Optional.Many")} {text}";
            text = Greeted(required is [.., var last] ? last : null, text);
        }

        return Asked(
            $"optional-{at + 1}",
            asked,
            counted(text),
            Known(asked).Format is AnswerFormat.Text ? 1 : FlowInvariants.MaxAsked,
            isOptional: true
        );
    }

    /// <summary>The nodes that show the required answers, and let the candidate correct them.</summary>
    public Draft[] Summary()
    {
        var answers = required
            .Where(asked => IsShowable(asked) && Known(asked).SubType is ActionSubType.Text)
            .Select(asked => say.Say("Answer", ("label", Label(asked)), ("answer", Placeholder(asked))))
            .ToList();
        return
        [
            new(
                SummaryNode,
                Conversation.AskYesOrNo(
                    answers is []
                        ? say.Say("Summary.Unlisted")
                        : say.Say("Summary", ("answers", $"\n{string.Join('\n', answers)}\n")),
                    say.Say("Summary.Yes"),
                    say.Say("Summary.No"),
                    SessionFields.Summary
                ),
                Exit.On(Conversation.No, SessionFields.Summary, CorrectionNode),
                Exit.Onward
            ),
            new(
                CorrectionNode,
                new(
                    ActionType.Ask,
                    ActionSubType.Text,
                    new(say.Say("Correction"), Format: AnswerFormat.Text),
                    SessionFields.Correction
                ),
                Exit.Onward
            ),
        ];
    }

    private List<Draft> Asked(string name, Question asked, string text, int times, bool isOptional)
    {
        var known = Known(asked);
        IReadOnlyList<ActionOption> options =
        [
            .. Choices(asked),
            .. isOptional ? [new(FlowInvariants.Skip, say.Say("Optional.Skip"))] : Array.Empty<ActionOption>(),
        ];
        return
        [
            .. Enumerable
                .Range(0, times)
                .Select(n => new Draft(
                    Name(n),
                    new(
                        ActionType.Ask,
                        known.SubType,
                        new(
                            Said(n),
                            options is [] ? null : options,
                            known.SubType is ActionSubType.List ? null : known.Format,
                            Min: known.Min,
                            Max: known.Max,
                            Unit: known.Unit
                        ),
                        asked.SessionField
                    ),
                    [.. Exits(n)]
                )),
        ];

        string Name(int n) => n == 0 ? name : $"{name}-again-{n}";

        string Said(int n) =>
            n == 0 ? text
            : isOptional ? $"{Repeated(n)} {say.Say("Optional.Again")}"
            : Repeated(n);

        string Repeated(int n) =>
            n == times - 1 ? say.Say(Own("Repeat.Last", $"{known.Format}"), ("question", Text(asked)))
            : known is { Format: AnswerFormat.Number, Min: { } min, Max: { } max }
                ? say.Say("Repeat.Number.Between", ("min", $"{min:0}"), ("max", $"{max:0}"))
            : say.Say(Own($"Repeat.{known.Format}", known.Name));

        string Own(string phrase, string name) => say.Knows($"{phrase}.{name}") ? $"{phrase}.{name}" : phrase;

        IEnumerable<Exit> Exits(int n)
        {
            if (isOptional)
            {
                yield return Exit.On(FlowInvariants.Skip, asked.SessionField, Exit.Next);
            }

            if (n < times - 1)
            {
                yield return new(Name(n + 1), new(asked.SessionField, ConditionOperator.IsInvalid));
            }

            yield return Exit.Onward;
        }
    }

    private IEnumerable<ActionOption> Choices(Question asked) =>
        read[asked].Choices?.Select((label, i) => new ActionOption($"option_{i + 1}", say.Plain(label))) ?? [];

    private string Text(Question asked)
    {
        var (field, own) = (read[asked], RecruiterWords.Quotable(say, asked));
        return Noted(
            Said(asked, field, own),
            field.Note is null || !say.Lexicon.Requirements.InfinitiveFirst
                ? field.Note
                : RequirementGrammar.Of(say.Lexicon).Abbreviations.Expanded(field.Note)
        );
    }

    // Adds the text in brackets: "What salary do you have in mind (base + bonus)?"
    private static string Noted(string question, string? note)
    {
        var end = question.LastIndexOf('?');
        while (end > 0 && question[end - 1] is ' ' or '\u202F' or '\u00A0')
        {
            end--;
        }

        return note is null || end < 0 || question.Contains($"({note})", StringComparison.Ordinal)
            ? question
            : question.Insert(end, $" ({note})");
    }

    private string Said(Question asked, AskedField field, string own)
    {
        return (field, vacancy) switch
        {
            ({ Phrase: null }, _) => RecruiterWords.Question(say, asked) is { } question
            && FieldReader.Of(say.Language).StartsAsQuestion(question)
                ? RecruiterQuestion.InTone(say, question).Text
            : IsUnmarked(own) ? RecruiterQuestion.InTone(say, $"{own}?").Text
            : Unnamed(asked, FieldReader.Unbracketed(own) ?? own)
                ?? say.Say("Field", ("field", own.TrimEnd('?', ' ', '\u202F', '\u00A0'))),
            // "Nom de naissance" is a last name, but the question keeps this special name.
            ({ Phrase: "IdentityNumber" }, _)
            or ({ Phrase: "LastName" }, _)
                when own.Contains(' ')
                    && RequirementGrammar.Of(say.Lexicon).FieldQuestion(own, say.Tone) is { } number => number,
            ({ Phrase: "HoursPerWeek" }, { Hours: { } hours }) => say.Say(
                "Field.HoursPerWeek.Offered",
                ("hours", hours.Said(say))
            ),
            ({ Phrase: "Salary" }, { Salary: { } salary }) => say.Say(
                "Field.Salary.Offered",
                ("salary", salary.Said(say))
            ),
            _ => say.Say(
                $"Field.{field.Phrase}",
                ("field", own),
                ("document", Document(field)),
                ("options", Options(field.Choices ?? []))
            ),
        };
    }

    // A question without a question mark: "Do you have a van".
    private bool IsUnmarked(string own)
    {
        var grammar = RequirementGrammar.Of(say.Lexicon);
        return !own.EndsWith('?')
            && grammar.Tokens(own) is [_, var second, _, _, ..]
            && grammar.Informal.Contains(second.Key)
            && FieldReader.Of(say.Language).StartsAsQuestion(own);
    }

    // "Shoe size" is asked by its noun; "Own car?" is asked like a requirement.
    private string? Unnamed(Question asked, string own) =>
        RequirementGrammar.Of(say.Lexicon).FieldQuestion(own.TrimEnd('?', ' ', '\u202F', '\u00A0'), say.Tone)
        ?? (asked.Value.TrimEnd().EndsWith('?') ? Requirement.AsQuestion(say, own.TrimEnd('?', ' '))?.Text : null);

    private string Document(AskedField field) =>
        (say.Tone is Tone.Formal ? field.Document?.Formal : field.Document?.Said) ?? "";

    // "dagdienst of nachtdienst". German nouns and abbreviations keep their capitals.
    private string Options(IReadOnlyList<string> labels) =>
        string.Join(
            $" {Lexicon.Of(say.Language).Fields.Or} ",
            labels.Select(label =>
                !say.Lexicon.Vacancy.NounsAreCapital && label is [_, var second, ..] && char.IsLower(second)
                    ? char.ToLowerInvariant(label[0]) + say.Plain(label)[1..]
                    : say.Plain(label)
            )
        );

    // Addresses the candidate by name after the answer to the name.
    private string Greeted(Question? before, string text) =>
        before is not null && before == firstName ? $"{say.Say("Named", ("name", Placeholder(before)))} {text}" : text;

    private string Label(Question asked) =>
        Known(asked).Name is not ("" or "IdentityNumber") and var name
            ? say.Say($"Label.{name}")
            : RecruiterWords.Quotable(say, asked).TrimEnd(':', ' ');

    private KnownField Known(Question asked) => read[asked].Known;

    // A placeholder can't contain the name of an applicant tracking system's field.
    private static bool IsShowable(Question asked) => !asked.SessionField.Contains(':');

    private static string Placeholder(Question asked) => $"{{{{session.{asked.SessionField}}}}}";
}
