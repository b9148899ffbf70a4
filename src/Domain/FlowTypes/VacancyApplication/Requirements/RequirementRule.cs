using static Flowgen.Domain.FlowTypes.Languages.LexiconText;

namespace Flowgen.Domain.FlowTypes.VacancyApplication.Requirements;

/// <summary>A pattern of whole requirements, and the question they become.</summary>
internal sealed class RequirementRule
{
    private readonly string[][][] needed;
    private readonly int minLength;

    /// <param name="line">"a|b c? {slot:kind} => question {slot}".</param>
    public RequirementRule(string line)
    {
        var (pattern, frame) = (
            line[..line.IndexOf("=>", StringComparison.Ordinal)],
            line[(line.IndexOf("=>", StringComparison.Ordinal) + 2)..]
        );
        Elements = [.. Split(pattern).Select(it => new Element(it))];
        Frame = frame.Trim();
        needed = [.. Elements.Where(it => it is { Slot: null, IsOptional: false }).Select(it => it.Words)];
        minLength = Elements.Count(it => !it.IsOptional);
    }

    public Element[] Elements { get; }

    public string Frame { get; }

    /// <summary>False where the words are too few, or lack one that the rule needs, in the order of the rule.</summary>
    public bool CanMatch(ReadOnlySpan<Token> tokens)
    {
        if (tokens.Length < minLength)
        {
            return false;
        }

        var at = 0;
        foreach (var alternatives in needed)
        {
            while (at < tokens.Length && !BeginsOneOf(alternatives, tokens[at]))
            {
                at++;
            }

            if (at++ == tokens.Length)
            {
                return false;
            }
        }

        return true;
    }

    private static bool BeginsOneOf(string[][] alternatives, Token token)
    {
        foreach (var words in alternatives)
        {
            if (token.Key == words[0])
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Keys of the words that can be the first one; the empty one where that can be any.</summary>
    public IEnumerable<string> Firsts
    {
        get
        {
            HashSet<string> firsts = [];
            foreach (var element in Elements)
            {
                if (element.Slot is not null)
                {
                    return [""];
                }

                firsts.UnionWith(element.Words.Select(it => it[0]));
                if (!element.IsOptional)
                {
                    return firsts;
                }
            }

            return [""];
        }
    }

    internal sealed class Element
    {
        public Element(string text)
        {
            IsOptional = text.EndsWith('?') || text.EndsWith("?}", StringComparison.Ordinal);
            text = text.Replace("?", "", StringComparison.Ordinal);
            if (text[0] == '{')
            {
                var parts = text.Trim('{', '}').Split(':');
                (Slot, Kind) = (parts[0], parts.ElementAtOrDefault(1) ?? "");
                if (Kind is ['=' or '*' or '^', ..])
                {
                    (Words, Kind) = (PhrasesOf(Kind[1..]), Kind[..1]);
                }
            }
            else
            {
                Words = PhrasesOf(text);
            }
        }

        public string? Slot { get; }

        public string Kind { get; } = "";

        /// <summary>The words that it is, or that its slot takes.</summary>
        public string[][] Words { get; } = [];

        public bool IsOptional { get; }

        private static string[][] PhrasesOf(string alternatives) =>
            [.. alternatives.Split('|').Select(it => it.Split('_').Select(Key).ToArray())];
    }
}

/// <summary>Rules in their order, looked up by the first word of a requirement.</summary>
internal sealed class RuleIndex
{
    private readonly Dictionary<string, RequirementRule[]> byFirst = [];
    private readonly RequirementRule[] others;

    public RuleIndex(IReadOnlyList<string> lines)
    {
        var rules = lines
            .Select(line => new RequirementRule(line))
            .Select(rule => (Rule: rule, Firsts: rule.Firsts.ToHashSet()))
            .ToList();

        others = [.. rules.Where(it => it.Firsts.Contains("")).Select(it => it.Rule)];
        foreach (var first in rules.SelectMany(it => it.Firsts).Distinct())
        {
            byFirst[first] =
            [
                .. rules.Where(it => it.Firsts.Contains(first) || it.Firsts.Contains("")).Select(it => it.Rule),
            ];
        }
    }

    /// <summary>The rules that can match a requirement with this first word.</summary>
    public RequirementRule[] For(string first) => byFirst.GetValueOrDefault(first, others);
}
