using Flowgen.Domain.FlowTypes.Languages;
using static Flowgen.Domain.FlowTypes.Languages.LexiconText;

namespace Flowgen.Domain.FlowTypes.VacancyApplication.Requirements;

/// <summary>Words that mean the same in a requirement, whatever the language of the flow: those of all languages together.</summary>
internal sealed class SharedWords
{
    private readonly Dictionary<string, HashSet<string>> fillers = [];

    private SharedWords()
    {
        string[] tongueEndings =
        [
            .. Phrasebook.Languages.SelectMany(it => Split(Lexicon.Of(it).Requirements.TongueEndings)),
        ];
        foreach (var language in Phrasebook.Languages)
        {
            var words = Lexicon.Of(language).Requirements;
            foreach (var (kind, list) in words.Fillers)
            {
                var set = fillers.TryGetValue(kind, out var known) ? known : fillers[kind] = [];
                set.UnionWith(Set(list).Where(it => !it.Contains('_')));
                var phrases = FillerPhrases.TryGetValue(kind, out var some) ? some : FillerPhrases[kind] = [];
                phrases.AddRange(Set(list).Where(it => it.Contains('_')).Select(it => $" {it.Replace('_', ' ')} "));
            }

            foreach (var (meaning, list) in words.Meanings)
            {
                foreach (var name in Split(list))
                {
                    Names.TryAdd(Spelling.Fold(name).Replace('_', ' '), meaning);
                }
            }

            foreach (var (tongue, list) in words.Tongues)
            {
                foreach (var name in Split(list))
                {
                    Tongues.TryAdd(Spelling.Fold(name), tongue);
                    foreach (var ending in tongueEndings)
                    {
                        KnowledgeOfTongues.Add(Spelling.Fold(name) + ending);
                        Tongues.TryAdd(Spelling.Fold(name) + ending, tongue);
                    }
                }
            }

            foreach (var (level, list) in words.Levels)
            {
                foreach (var name in Set(list))
                {
                    Levels.TryAdd(name, level);
                }
            }

            Experience.UnionWith(Set(words.Experience));
            Years.UnionWith(Set(words.Years));
            Living.AddRange(Split(words.Living).Select(it => it.Replace('_', ' ') + " "));
            Small.UnionWith(Split(words.Small));
            Tails.Add((new(words.Tails), new(words.Musts)));
            GenderMarks.UnionWith(Lexicon.Of(language).Vacancy.Genders);
        }
    }

    public static SharedWords All { get; } = new();

    /// <summary>Phrases around a meaning, by the kind of <c>RequirementWords.Fillers</c>.</summary>
    public Dictionary<string, List<string>> FillerPhrases { get; } = [];
    public Dictionary<string, string> Names { get; } = [];
    public Dictionary<string, string> Tongues { get; } = [];

    /// <summary>Names of languages that mean knowledge of them: "Deutschkenntnisse".</summary>
    public HashSet<string> KnowledgeOfTongues { get; } = [];

    public Dictionary<string, string> Levels { get; } = [];
    public HashSet<string> Experience { get; } = [];
    public HashSet<string> Years { get; } = [];
    public List<string> Living { get; } = [];
    public HashSet<string> Small { get; } = [];

    /// <summary>Ends of a requirement that weigh it, and those of them that make it a must.</summary>
    public List<(PhraseEnds All, PhraseEnds Musts)> Tails { get; } = [];

    /// <summary>What stands in brackets behind a job: "m/w/d".</summary>
    public HashSet<string> GenderMarks { get; } = new(StringComparer.OrdinalIgnoreCase);

    public bool IsFiller(string kind, string word) => fillers[kind].Contains(word);
}
