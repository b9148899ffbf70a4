using static Flowgen.Domain.FlowTypes.Languages.LexiconText;

namespace Flowgen.Domain.FlowTypes.VacancyApplication.Requirements;

/// <summary>A pattern of whole requirements, and the question they become.</summary>
internal sealed class RequirementRule
{
    private readonly string[][]? needed;

    /// <param name="line">"a|b c? {slot:kind} => question {slot}".</param>
    public RequirementRule(string line)
    {
        var (pattern, frame) = (
            line[..line.IndexOf("=>", StringComparison.Ordinal)],
            line[(line.IndexOf("=>", StringComparison.Ordinal) + 2)..]
        );
        Elements = [.. Split(pattern).Select(it => new Element(it))];
        Frame = frame.Trim();
        needed = Elements.FirstOrDefault(it => it is { Slot: null, IsOptional: false })?.Words;
    }

    public Element[] Elements { get; }

    public string Frame { get; }

    /// <summary>False where a word is missing without which the rule does not match.</summary>
    public bool CanMatch(ReadOnlySpan<Token> tokens)
    {
        for (var at = 0; needed is not null && at < tokens.Length; at++)
        {
            foreach (var words in needed)
            {
                if (tokens[at].Key == words[0])
                {
                    return true;
                }
            }
        }

        return needed is null;
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
