namespace Flowgen.Domain.FlowTypes.Languages;

/// <summary>
/// The section <c>requirements</c>: the words of requirements, and the questions that they become. Lists of words are one string, with a
/// space between words and <c>_</c> inside a phrase. Words are compared in lower case and without accents. In a text that is said,
/// <c>[a|b]</c> is <c>a</c> in an informal and <c>b</c> in a formal tone.
/// </summary>
internal sealed record RequirementWords
{
    // ------------------------------------------------------------ whom the chatbot speaks to, and in which language

    /// <summary>Pronouns of an informal tone; with their capital where one makes the address.</summary>
    public string Informal { get; set; } = "";

    /// <summary>Pronouns of a formal tone.</summary>
    public string Formal { get; set; } = "";

    /// <summary>Words that hardly a question is without, and that no other language has.</summary>
    public string Everyday { get; set; } = "";

    /// <summary>Words of this language that are everyday words or pronouns of another one.</summary>
    public string Homonyms { get; set; } = "";

    /// <summary>Articles, prepositions and conjunctions, by which a language is recognised.</summary>
    public string Small { get; set; } = "";

    /// <summary>Words that turn a sentence round.</summary>
    public string Negations { get; set; } = "";

    /// <summary>Negations of a noun: "no problem" denies the problem.</summary>
    public string Denials { get; set; } = "";

    /// <summary>Set phrases with a negation that say something positive: "no problem with".</summary>
    public string Harmless { get; set; } = "";

    /// <summary>The words of the numbers 1 to 12.</summary>
    public string Numbers { get; set; } = "";

    /// <summary>Words about health, pregnancy, family, religion and the like; those of five letters or more are beginnings of words.</summary>
    public string Private { get; set; } = "";

    /// <summary>Words that turn a question round without a negation: "avoid".</summary>
    public string Reversals { get; set; } = "";

    /// <summary>Sets of words of which a question must not say another one than the requirement, separated by <c>;</c>: "day night".</summary>
    public string Opposites { get; set; } = "";

    /// <summary>Abbreviations that are no codes, and so may be said in other words: "z._B.".</summary>
    public string Sayings { get; set; } = "";

    /// <summary>Words that a question about them must keep: "vierge" of a criminal record.</summary>
    public string Kept { get; set; } = "";

    /// <summary>Words that have a capital in any sentence, beside names: "Monday".</summary>
    public string Capitals { get; set; } = "";

    /// <summary>Words of numbers that mean something else as well, unless one of <see cref="Units"/> follows.</summary>
    public string NotNumbers { get; set; } = "";

    /// <summary>Units of time.</summary>
    public string Units { get; set; } = "";

    /// <summary>Languages that are known by this name alone.</summary>
    public string OtherTongues { get; set; } = "";

    // ------------------------------------------------------------ requirements in any language

    /// <summary>A phrase (<c>Ask.…</c>, <c>Trait.…</c>) and the names of what it asks for.</summary>
    public IReadOnlyDictionary<string, string> Meanings { get; set; } = new Dictionary<string, string>();

    /// <summary>What is said around a meaning: <c>any</c>, <c>time</c>, <c>age</c>, <c>experience</c>, <c>speak</c>.</summary>
    public IReadOnlyDictionary<string, string> Fillers { get; set; } = new Dictionary<string, string>();

    /// <summary>Nouns for experience at work.</summary>
    public string Experience { get; set; } = "";

    /// <summary>Words for years of age.</summary>
    public string Years { get; set; } = "";

    /// <summary>Beginnings of a requirement that names the candidate's home.</summary>
    public string Living { get; set; } = "";

    /// <summary>Languages by their English names; the first word is the one that is said.</summary>
    public IReadOnlyDictionary<string, string> Tongues { get; set; } = new Dictionary<string, string>();

    /// <summary>What may be joined to a language, for knowledge of it: "Deutschkenntnisse".</summary>
    public string TongueEndings { get; set; } = "";

    /// <summary>Levels of a language (<c>Fluently</c>, <c>Well</c>, <c>Basic</c>, <c>Native</c>) and their words.</summary>
    public IReadOnlyDictionary<string, string> Levels { get; set; } = new Dictionary<string, string>();

    // ------------------------------------------------------------ requirements in this language

    /// <summary>A word of the recruiter, and what it stands for: "p/w", "per week". A leading <c>*</c> matches the end of a word, a leading
    /// <c>#</c> what follows a figure; a <c>#</c> at the end, what a figure follows.</summary>
    public IReadOnlyDictionary<string, string> Abbreviations { get; set; } = new Dictionary<string, string>();

    /// <summary>Ends of a requirement that weigh it: "is a plus".</summary>
    public string Tails { get; set; } = "";

    /// <summary>Beginnings of a requirement that say nothing: "we are looking for".</summary>
    public string Heads { get; set; } = "";

    /// <summary>First words of a remark that explains a requirement: "because".</summary>
    public string Remarks { get; set; } = "";

    /// <summary>Those of <see cref="Tails"/> that make a requirement a must: "is required". The others wish for it.</summary>
    public string Musts { get; set; } = "";

    /// <summary>Those of <see cref="Tails"/> that say who may apply rather than what is asked for: "are welcome".</summary>
    public string Welcomes { get; set; } = "";

    /// <summary>Verbs before what the recruiter thinks of a requirement: "is", "would be".</summary>
    public string Copulas { get; set; } = "";

    /// <summary>Words of praise behind <see cref="Copulas"/>: "handy".</summary>
    public string Verdicts { get; set; } = "";

    /// <summary>Words behind <see cref="Copulas"/> that make a requirement a must: "indispensable".</summary>
    public string Demands { get; set; } = "";

    /// <summary>Words before <see cref="Verdicts"/> and <see cref="Demands"/>: "very", "big".</summary>
    public string Degree { get; set; } = "";

    /// <summary>Ends of a clause that promises something: "you learn from us".</summary>
    public string Promises { get; set; } = "";

    /// <summary>The question around a sentence that addresses the candidate, in which nothing is turned round: "{x}, is that right".</summary>
    public string StatementFallback { get; set; } = "";

    /// <summary>Words that are joined to a noun behind them by a hyphen, as abbreviations in capitals are: "hbo diploma".</summary>
    public string Prefixes { get; set; } = "";

    /// <summary>First words of a clause that is only wished for: "preferably".</summary>
    public string WishLeads { get; set; } = "";

    /// <summary>Ends of a requirement that is none: "not essential". With one of <see cref="But"/> they take back what is said.</summary>
    public string NotRequired { get; set; } = "";

    /// <summary>Words for "but".</summary>
    public string But { get; set; } = "";

    /// <summary>First words of a reason, which goes wherever it begins; a comma may be one of them: ",_because".</summary>
    public string Reasons { get; set; } = "";

    /// <summary>Words for "and".</summary>
    public string And { get; set; } = "";

    /// <summary>Words for "or".</summary>
    public string Or { get; set; } = "";

    /// <summary>The candidate as the subject of a sentence.</summary>
    public string Subjects { get; set; } = "";

    /// <summary>Relative pronouns after a subject: "someone who".</summary>
    public string Relatives { get; set; } = "";

    /// <summary>Whether a relative clause has its verb at the end.</summary>
    public bool VerbLast { get; set; }

    /// <summary>Whether an infinitive opens its phrase, as in English and French, rather than closing it.</summary>
    public bool InfinitiveFirst { get; set; }

    /// <summary>The word before an infinitive that depends on another word, where infinitives close their phrase: "te".</summary>
    public string InfinitiveMark { get; set; } = "";

    /// <summary>Ends of infinitives that are not in <see cref="Verbs"/>, where an infinitive with a capital is a noun: "Interpretieren".</summary>
    public string InfinitiveEndings { get; set; } = "";

    /// <summary>Forms of verbs that only say that something is asked for: "must". What follows them is asked.</summary>
    public string Obliging { get; set; } = "";

    /// <summary>Words after those of <see cref="Obliging"/> that say how much.</summary>
    public string Stresses { get; set; } = "";

    /// <summary>A genitive article with the gender of its noun, and how adjectives end in the accusative: "einer f", "e".</summary>
    public IReadOnlyDictionary<string, string> Genitives { get; set; } = new Dictionary<string, string>();

    /// <summary>Whether a noun opens its phrase, as in French.</summary>
    public bool NounFirst { get; set; }

    /// <summary>Whether a noun may be the end of a longer word, as in Dutch and German.</summary>
    public bool Compounds { get; set; }

    /// <summary>Whether every noun has a capital.</summary>
    public bool CapitalNouns { get; set; }

    /// <summary>Letters before an apostrophe that are words of their own: "d’expérience".</summary>
    public string Elisions { get; set; } = "";

    /// <summary>What is put before the question mark.</summary>
    public string BeforeMark { get; set; } = "";

    /// <summary>How a verb <c>{v}</c> asks: "do you {v}".</summary>
    public string VerbAsks { get; set; } = "{v}";

    /// <summary>How an infinitive <c>{v}</c> with its phrase asks: "can you {v}".</summary>
    public string CanAsks { get; set; } = "{v}";

    /// <summary>How adjectives <c>{x}</c> ask: "are you {x}".</summary>
    public string AdjectiveAsks { get; set; } = "{x}";

    /// <summary>
    /// Verbs, each as infinitive, informal, formal and third person. With three forms, the formal one is the third; with two, the candidate's
    /// is the infinitive.
    /// </summary>
    public IReadOnlyList<string> Verbs { get; set; } = [];

    /// <summary>Infinitives of verbs that need a noun phrase with an article: "have".</summary>
    public string Having { get; set; } = "";

    /// <summary>Infinitives of verbs that need adjectives: "be".</summary>
    public string Being { get; set; } = "";

    /// <summary>Infinitives of "can", which an infinitive at the end of its phrase does not need.</summary>
    public string Able { get; set; } = "";

    /// <summary>Infinitives that are asked for as they are, rather than with "can".</summary>
    public string States { get; set; } = "";

    /// <summary>Forms that make a second clause, beside those of <see cref="Verbs"/>.</summary>
    public string Finite { get; set; } = "";

    /// <summary>Forms of verbs that are nouns as well: "work".</summary>
    public string AlsoNouns { get; set; } = "";

    /// <summary>Nouns that make a thing of a verb before them: "design skills".</summary>
    public string Things { get; set; } = "";

    /// <summary>Negations that stay where they are in a question: "without".</summary>
    public string Without { get; set; } = "";

    /// <summary>Words that, behind "and", begin a phrase of their own, where infinitives and adjectives do so too: "maîtrise de".</summary>
    public string Openers { get; set; } = "";

    /// <summary>Words of a measure or a minimum: behind a comma, what has one explains what is before it.</summary>
    public string Asides { get; set; } = "";

    /// <summary>Words that begin a subordinate clause, which may have a verb of its own.</summary>
    public string Subordinators { get; set; } = "";

    /// <summary>Beginnings and ends of participles: "ge*t".</summary>
    public string ParticipleShapes { get; set; } = "";

    /// <summary>Past participles after "have".</summary>
    public string Participles { get; set; } = "";

    /// <summary>An article by gender, and how the endings of adjectives change after it: "einen er&gt;en". A leading <c>?</c> puts it only before an adjective, a leading <c>!</c> wherever no name follows.</summary>
    public IReadOnlyDictionary<string, string> Genders { get; set; } = new Dictionary<string, string>();

    /// <summary>Determiners: no article is put before them. Those of <see cref="Indefinite"/> are replaced.</summary>
    public string Determiners { get; set; } = "";

    /// <summary>Indefinite articles.</summary>
    public string Indefinite { get; set; } = "";

    /// <summary>How a noun <c>{x}</c> asks, by the name of a frame.</summary>
    public IReadOnlyDictionary<string, string> Frames { get; set; } = new Dictionary<string, string>();

    /// <summary>The frame that any noun of the frame <c>have</c> may be asked in as well.</summary>
    public string Absorbing { get; set; } = "";

    /// <summary>The end of a gerund, which may follow an adjective: "ing".</summary>
    public string Gerund { get; set; } = "";

    /// <summary>Nouns by frame and gender ("have f"). Without a gender no article is put.</summary>
    public IReadOnlyDictionary<string, string> Nouns { get; set; } = new Dictionary<string, string>();

    /// <summary>Ends of nouns by frame and gender, for words that are not listed.</summary>
    public IReadOnlyDictionary<string, string> NounEndings { get; set; } = new Dictionary<string, string>();

    /// <summary>Frame and gender of the nouns that are jobs (<c>VacancyWords.Jobs</c>): "be a". Empty where jobs are no nouns of requirements.</summary>
    public string JobNouns { get; set; } = "";

    /// <summary>The preposition between a person and what that person has: "a nurse with a car". Empty where cases would change.</summary>
    public string With { get; set; } = "";

    /// <summary>Ends of words for any gender, which are no part of the word: "(e)".</summary>
    public string GenderMarks { get; set; } = "";

    /// <summary>Prepositions and conjunctions at which the first noun phrase ends.</summary>
    public string Bounds { get; set; } = "";

    /// <summary>Adjectives; in French masculine and feminine, joined by a slash.</summary>
    public string Adjectives { get; set; } = "";

    /// <summary>A person of these adjectives <c>{x}</c>, where adjectives have a gender and a candidate may have any.</summary>
    public string Person { get; set; } = "{x}";

    /// <summary>Ends of adjectives and the gender that they tell of an unknown noun; behind a space, how that noun must end.</summary>
    public IReadOnlyDictionary<string, string> Inferred { get; set; } = new Dictionary<string, string>();

    /// <summary>Beginnings of words that are said with a vowel: "hour".</summary>
    public string Vowels { get; set; } = "";

    /// <summary>Adjectives of things, not of candidates: "valid".</summary>
    public string Attributes { get; set; } = "";

    /// <summary>Adjectives that are no part of a name where another word with a capital follows: "good". Empty where any but <see cref="Attributes"/> is none.</summary>
    public string Qualities { get; set; } = "";

    /// <summary>Words that keep their capital before a figure or a letter: "Level 3".</summary>
    public string Grades { get; set; } = "";

    /// <summary>Letters whose names begin with a vowel: "an HGV licence".</summary>
    public string VowelLetters { get; set; } = "";

    /// <summary>Beginnings of words that are not said with a vowel, though one of <see cref="Vowels"/> begins them: "university".</summary>
    public string Consonants { get; set; } = "";

    /// <summary>Words between the two ends of a range: "2 to 3".</summary>
    public string To { get; set; } = "";

    /// <summary>Letters that an inflected adjective before a noun ends with, where every noun has a capital.</summary>
    public string Inflections { get; set; } = "";

    /// <summary>Ends of adjectives.</summary>
    public string AdjectiveEndings { get; set; } = "";

    /// <summary>What adjectives may end in beside their <see cref="AdjectiveEndings"/>: "e" of "selbstständige".</summary>
    public string InflectedEndings { get; set; } = "";

    /// <summary>Ends of adjectives that lose a vowel before <see cref="InflectedEndings"/>, and what they are without: "ibl", "ibel".</summary>
    public IReadOnlyDictionary<string, string> Elided { get; set; } = new Dictionary<string, string>();

    /// <summary>Ends of plurals that are the same in dative and accusative: "ungen".</summary>
    public string Plurals { get; set; } = "";

    /// <summary>Nouns of traits, and the adjectives that they are asked for by: "reliability", "reliable".</summary>
    public IReadOnlyDictionary<string, string> Traits { get; set; } = new Dictionary<string, string>();

    /// <summary>Adjectives before such a noun, and the adverbs that they become: "great", "very".</summary>
    public IReadOnlyDictionary<string, string> Degrees { get; set; } = new Dictionary<string, string>();

    /// <summary>Words that go with adjectives: "very".</summary>
    public string Adverbs { get; set; } = "";

    /// <summary>Names of software, tools and brands, in any language.</summary>
    public string Tools { get; set; } = "";

    /// <summary>How a bare name <c>{x}</c> asks; the variants take turns.</summary>
    public IReadOnlyList<string> ToolAsks { get; set; } = [];

    /// <summary>A word and what replaces it in a question: "his/her", "your".</summary>
    public IReadOnlyDictionary<string, string> Turns { get; set; } = new Dictionary<string, string>();

    /// <summary>
    /// Pronouns in a question of the recruiter that <see cref="Turns"/> leaves: "je", "[je|u]". A leading <c>^</c> is for a possessive.
    /// </summary>
    public IReadOnlyDictionary<string, string> QuestionTurns { get; set; } = new Dictionary<string, string>();

    /// <summary>Ends of nouns, beside those that are listed, whose possessive is feminine: "ta rigueur".</summary>
    public string Feminines { get; set; } = "";

    /// <summary>A preposition with its article, and the article that is left without it: "du", "le".</summary>
    public IReadOnlyDictionary<string, string> Articles { get; set; } = new Dictionary<string, string>();

    /// <summary>Texts that a preposition and an article make together: "à Le ", "au ".</summary>
    public IReadOnlyDictionary<string, string> Contractions { get; set; } = new Dictionary<string, string>();

    /// <summary>
    /// Patterns of whole requirements and the questions they become. <c>a|b</c> is either word, <c>a?</c> may be missing, and a slot
    /// <c>{name:kind}</c> stands for words: any, or by kind <c>np</c> a noun phrase, <c>a</c> adjectives, <c>n</c> a number, <c>v</c> an
    /// infinitive, <c>l</c> languages, <c>have</c> and <c>person</c> a noun phrase of that frame (a person without its
    /// article), <c>thing</c> any other without its article, <c>u</c> a unit of time, <c>be</c> a person, <c>cap</c> words with a capital, <c>free</c> words with any verb that is no clause of its own, <c>tool</c> names of <see cref="Tools"/>,
    /// <c>pl</c> a plural in <c>s</c> or <c>x</c>, <c>ger</c> a gerund with its phrase,
    /// <c>r</c> a range of numbers, <c>you</c> an infinitive said as
    /// the candidate's verb, <c>de</c> what follows a preposition of <see cref="Articles"/>; <c>=a|b</c> is either word as it is said.
    /// </summary>
    public IReadOnlyList<string> Rules { get; set; } = [];

    /// <summary>
    /// Questions around a requirement <c>{x}</c> that no rule turns into one. They are right with any words, and never quote.
    /// </summary>
    public IReadOnlyList<string> Fallbacks { get; set; } = [];

    /// <summary>The same for a requirement that negates.</summary>
    public IReadOnlyList<string> NegativeFallbacks { get; set; } = [];

    /// <summary>First words of a question that is not answered by yes or no.</summary>
    public string Interrogatives { get; set; } = "";
}
