using System.Numerics;
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

    /// <summary>The alternatives of each word that it needs.</summary>
    public IReadOnlyList<string[][]> Needed => needed;

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

/// <summary>Rules in their order, looked up by the first word of a requirement and by a word that they need.</summary>
internal sealed class RuleIndex
{
    private readonly RequirementRule[] rules;
    private readonly Dictionary<string, ulong[]> byFirst = [];
    private readonly Dictionary<string, ulong[]> byNeeded = [];
    private readonly ulong[] anyFirst;
    private readonly ulong[] needless;

    public RuleIndex(IReadOnlyList<string> lines)
    {
        rules = [.. lines.Select(line => new RequirementRule(line))];
        (anyFirst, needless) = (new ulong[Length], new ulong[Length]);
        for (var i = 0; i < rules.Length; i++)
        {
            var firsts = rules[i].Firsts.ToHashSet();
            foreach (var first in firsts)
            {
                Set(first is "" ? anyFirst : Of(byFirst, first), i);
            }

            // The word with the fewest alternatives tells the most; a rule with a first word needs no other.
            if (firsts.Contains("") && rules[i].Needed.MinBy(it => it.Length) is { } needed)
            {
                foreach (var words in needed)
                {
                    Set(Of(byNeeded, words[0]), i);
                }
            }
            else
            {
                Set(needless, i);
            }
        }

        ulong[] Of(Dictionary<string, ulong[]> index, string key) =>
            index.TryGetValue(key, out var bits) ? bits : index[key] = new ulong[Length];
    }

    private int Length => (rules.Length + 63) / 64;

    /// <summary>The rules that can match a requirement, in order.</summary>
    public List<RequirementRule> For(ReadOnlySpan<Token> tokens)
    {
        List<RequirementRule> found = [];
        Span<ulong> needed = stackalloc ulong[Length];
        needless.CopyTo(needed);
        foreach (var token in tokens)
        {
            if (byNeeded.TryGetValue(token.Key, out var bits))
            {
                for (var i = 0; i < bits.Length; i++)
                {
                    needed[i] |= bits[i];
                }
            }
        }

        var firsts = byFirst.GetValueOrDefault(tokens[0].Key);
        for (var i = 0; i < needed.Length; i++)
        {
            for (var bits = needed[i] & (anyFirst[i] | (firsts is null ? 0 : firsts[i])); bits > 0; bits &= bits - 1)
            {
                found.Add(rules[(i * 64) + BitOperations.TrailingZeroCount(bits)]);
            }
        }

        return found;
    }

    private static void Set(ulong[] bits, int at) => bits[at / 64] |= 1UL << (at % 64);
}
