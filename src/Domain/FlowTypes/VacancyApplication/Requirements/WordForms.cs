using static Flowgen.Domain.FlowTypes.Languages.LexiconText;

namespace Flowgen.Domain.FlowTypes.VacancyApplication.Requirements;

/// <summary>A verb: its infinitive, the forms that address the candidate, and the third person.</summary>
internal sealed record Verb(string Infinitive, string Informal, string Formal, string Third)
{
    public Verb(string[] forms)
        : this(forms[0], forms.Length > 2 ? forms[1] : forms[0], forms.Length > 2 ? forms[2] : forms[0], forms[^1]) { }
}

/// <summary>What is known of a noun.</summary>
/// <param name="Frame">The frame that asks for it (<c>RequirementWords.Frames</c>).</param>
/// <param name="Gender">A gender of <c>RequirementWords.Genders</c>, or "".</param>
internal sealed record Noun(string Frame, string Gender);

/// <summary>A noun phrase as it is said, and the frame that asks for it.</summary>
internal sealed record Phrase(string Frame, string Text);

/// <summary>A gender: its indefinite article, and how adjectives end after that.</summary>
internal sealed class Gender
{
    private readonly (string From, string To)[] endings;

    /// <param name="line">"einen er>en": the article, then endings.</param>
    public Gender(string line)
    {
        (NeedsAdjective, IsNamed) = (line is ['?' or '!', ..], line is ['!', ..]);
        var parts = Split(line.TrimStart('?', '!'));
        Article = string.Join(' ', parts.Where(it => !it.Contains('>'))).Replace('_', ' ');
        endings =
        [
            .. parts.Where(it => it.Contains('>')).Select(it => (it[..it.IndexOf('>')], it[(it.IndexOf('>') + 1)..])),
        ];
    }

    public string Article { get; }

    /// <summary>Whether it has its article only before an adjective.</summary>
    public bool NeedsAdjective { get; }

    /// <summary>Whether only a name behind the noun spares it that article.</summary>
    public bool IsNamed { get; }

    public string Inflected(string adjective)
    {
        foreach (var (from, to) in endings)
        {
            if (adjective.EndsWith(from, StringComparison.Ordinal))
            {
                return adjective[..^from.Length] + to;
            }
        }

        return adjective;
    }
}

/// <summary>Phrases that end a text, looked up by their last word.</summary>
internal sealed class PhraseEnds(string list)
{
    private readonly Dictionary<string, string[][]> byLast = Phrases(list)
        .GroupBy(it => it[^1])
        .ToDictionary(it => it.Key, it => it.ToArray());

    /// <summary>The number of words of the longest phrase that ends a text; 0 where none does.</summary>
    public int Longest(ReadOnlySpan<Token> tokens)
    {
        if (tokens.Length > 0 && byLast.TryGetValue(tokens[^1].Key, out var phrases))
        {
            foreach (var phrase in phrases)
            {
                if (phrase.Length <= tokens.Length && tokens[^phrase.Length..].StartWith(phrase))
                {
                    return phrase.Length;
                }
            }
        }

        return 0;
    }
}
