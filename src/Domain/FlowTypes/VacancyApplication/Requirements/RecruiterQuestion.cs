using Flowgen.Domain.FlowTypes.Languages;

namespace Flowgen.Domain.FlowTypes.VacancyApplication.Requirements;

/// <summary>A requirement that the recruiter put as a question: it is asked as it is, in the tone of the flow.</summary>
internal static class RecruiterQuestion
{
    /// <summary>The question in the tone of the flow.</summary>
    public static AskedRequirement InTone(Phrasebook say, string question)
    {
        var grammar = RequirementGrammar.Of(say.Lexicon);
        question = Toned(say, question);
        return new(
            $"{char.ToUpperInvariant(question[0])}{question[1..]}",
            IsOpen: grammar.Tokens(question).AsSpan().Longest(grammar.Interrogatives) > 0
        );
    }

    /// <summary>A text of the recruiter with its verbs and pronouns in the tone of the flow, as far as they are known.</summary>
    public static string Toned(Phrasebook say, string text)
    {
        var grammar = RequirementGrammar.Of(say.Lexicon);
        if (
            RequirementText.IsOfAnother(say, text)
            || (!grammar.Tokens(text).Any(it => grammar.IsOther(it, say.Tone)) && !text.Contains('-'))
        )
        {
            return text;
        }

        var words = text.Split(' ');
        for (var i = 0; i < words.Length; i++)
        {
            var pair = i + 1 < words.Length ? $"{words[i]} {words[i + 1]}" : "";
            if (grammar.Retoned(pair.TrimEnd('?', ','), say.Tone) is { } retoned)
            {
                (words[i], words[i + 1]) = (Cased(retoned, words[i]), pair[pair.TrimEnd('?', ',').Length..]);
                words[i] += words[i + 1];
                words[i + 1] = "";
            }
            else if (
                pair.Split(' ') is [var pronounFirst, var verb]
                && grammar.Retoned($"{verb} {pronounFirst.ToLowerInvariant()}", say.Tone)?.Split(' ')
                    is [var asked, var subject]
            )
            {
                (words[i], words[i + 1]) = (Cased(subject, words[i]), asked);
            }
            else if (
                pair.Split(' ') is [var subjectFirst, var joinedVerb]
                && grammar.Retoned($"{joinedVerb}-{subjectFirst.ToLowerInvariant()}", say.Tone) is { } hyphened
                && hyphened.LastIndexOf('-') is > 0 and var hyphen
            )
            {
                (words[i], words[i + 1]) = (Cased(hyphened[(hyphen + 1)..], words[i]), hyphened[..hyphen]);
            }
            else if (grammar.Retoned(words[i], say.Tone) is { } joined)
            {
                words[i] = Cased(joined, words[i]);
            }
            else if (grammar.Turned(words[i].TrimEnd('?', ','), say.Tone) is { } turned)
            {
                words[i] = Cased(turned, words[i]) + words[i][words[i].TrimEnd('?', ',').Length..];
            }
            else if (i + 1 < words.Length && grammar.Owned(words[i], words[i + 1], say.Tone) is { } owned)
            {
                words[i] = Cased(owned, words[i]);
            }
            else if (Pronoun(grammar, say.Tone, words, i) is { } pronoun)
            {
                words[i] = Cased(pronoun, words[i]) + words[i][words[i].TrimEnd('?', ',').Length..];
            }
        }

        return string.Join(' ', words.Where(it => it is not ""));

        static string Cased(string text, string like) =>
            char.IsUpper(like[0]) ? char.ToUpperInvariant(text[0]) + text[1..] : text;
    }

    // "what you did" has a subject, "to your work" a possessive.
    private static string? Pronoun(RequirementGrammar grammar, Tone tone, string[] words, int at)
    {
        var key = LexiconText.Key(words[at].TrimEnd('?', ','));
        var turns = grammar.Words.QuestionTurns;
        if (!turns.TryGetValue(key, out var turn))
        {
            return null;
        }

        var isSubject =
            at == words.Length - 1
            || !grammar.IsOwned(grammar.Tokens(words[at + 1])[0])
            || (
                at > 0
                && grammar.Tokens(words[at - 1]) is [.., var last]
                && (
                    grammar.IsOr(last)
                    || grammar.Subordinators.Contains(last.Key)
                    || new[] { last }.AsSpan().Longest(grammar.Interrogatives) > 0
                )
            );
        return LexiconText.Toned(isSubject ? turn : turns.GetValueOrDefault("^" + key, turn), tone);
    }
}
