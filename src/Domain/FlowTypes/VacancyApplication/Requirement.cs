using System.Globalization;

namespace Flowgen.Domain.FlowTypes.VacancyApplication;

/// <summary>
/// Turns a recruiter's words, such as "Has drivers license B", into a question where a rule is sure of their meaning or of
/// their grammar (ADR 24). A rule must account for every word: a "no", an "or" or a condition leaves it to be quoted.
/// </summary>
internal static class Requirement
{
    private const int MaxRephrased = 120;

    private static readonly HashSet<string> Categories = [.. "AM A1 A2 A B BE C1 C1E C CE D1 D1E D DE T".Split(' ')];

    // What is said around a requirement, in any of the languages.
    private static readonly HashSet<string> Fillers =
    [
        .. Set(
            "a an the has have having must should need needs needed is are be you valid in possession of possess possesses"
        ),
        .. Set("hold holds required current category type class your"),
        .. Set(
            "heeft hebt heb hebben je jij u bent is een het de in bezit van geldig geldige moet beschikt over categorie"
        ),
        .. Set(
            "hat hast haben du bist ist ein eine einen einer der die das den im besitz des gultiger gultige gultigen klasse muss"
        ),
        .. Set("as avoir avez possede posseder titulaire du le la un une valide est es etre en requis obligatoire"),
    ];

    private static readonly HashSet<string> AvailabilityFillers =
    [
        .. Set(
            "can able to willing work working available on at during beschikbaar werken kan kunnen bereid om te tijdens"
        ),
        .. Set("verfugbar arbeiten bereit kann zu am zur disponible travailler peut pour le"),
    ];

    private static readonly HashSet<string> AgeFillers =
    [
        .. Set(
            "at least minimum minimaal minstens ten minste mindestens au moins age aged leeftijd old oud alt years year jaar"
        ),
        .. Set("jahre ans or older of ouder oder alter ou plus"),
    ];

    private static readonly HashSet<string> ExperienceFillers =
    [
        .. Set(
            "at least minimum minimaal minstens ten minste mindestens au moins years year jaar jahre jahr ans an work working"
        ),
        .. Set("professionnelle d"),
    ];

    private static readonly HashSet<string> Experience = Set(
        "experience dexperience ervaring werkervaring erfahrung berufserfahrung"
    );

    private static readonly HashSet<string> Years = Set(
        "18+ 21+ years year jaar jahre ans old older oud ouder alt alter age leeftijd"
    );

    private static readonly HashSet<string> SpeakFillers = Set(
        "speak speaks spreekt spreken beheerst spricht sprechen parle parler good goed goede gut gute bon bonne "
            + "knowledge kennis kenntnisse language taal sprache langue command beheersing skills"
    );

    private static readonly HashSet<string> Fluently = Set("fluent fluently vloeiend fliessend fliessende couramment");

    private static readonly Dictionary<string, string> Meanings = Lookup(
        (
            "License",
            "drivers license, driver license, drivers licence, driver licence, driving license, driving licence"
        ),
        ("License", "rijbewijs, fuhrerschein, fahrerlaubnis, permis, permis conduire"),
        (
            "WorkPermit",
            "work permit, work authorization, work authorisation, werkvergunning, tewerkstellingsvergunning"
        ),
        ("WorkPermit", "arbeitserlaubnis, arbeitsgenehmigung, permis travail, autorisation travail"),
        (
            "Transport",
            "own transport, own transportation, own vehicle, eigen vervoer, eigenes fahrzeug, vehicule personnel"
        ),
        ("Transport", "moyen transport personnel, moyen transport"),
        ("Forklift", "forklift license, forklift licence, forklift certificate, heftruckcertificaat, heftruckdiploma"),
        ("Forklift", "heftruckrijbewijs, staplerschein, gabelstaplerschein, caces")
    );

    private static readonly Dictionary<string, string> Times = Lookup(
        ("Weekends", "weekend, weekends, wochenende, wochenenden, week end, week ends, weekendwerk, weekenddiensten"),
        ("Weekends", "wochenendarbeit, wochenenddienst"),
        (
            "Nights",
            "night, nights, night shift, night shifts, nacht, nachts, nachten, snachts, nachtdienst, nachtdiensten"
        ),
        ("Nights", "nachtarbeit, nachtschicht, nachtschichten, nuit, nuits"),
        (
            "Shifts",
            "shift, shifts, ploegendienst, ploegendiensten, schichtdienst, schichtarbeit, schichten, horaires postes"
        ),
        ("FullTime", "full time, fulltime, voltijds, vollzeit, temps plein"),
        ("PartTime", "part time, parttime, deeltijds, teilzeit, temps partiel")
    );

    private static readonly Dictionary<string, string> Traits = Lookup(
        (
            "Communicative",
            "communicative, good communicator, communicatief, communicatief vaardig, communicatief sterk"
        ),
        (
            "Communicative",
            "kommunikativ, kommunikationsstark, communicatif, bon communicant, good communication skills"
        ),
        ("Flexible", "flexible, flexibel"),
        ("TeamPlayer", "team player, teamplayer, teamspeler, teamfahig, bon esprit dequipe, esprit dequipe"),
        ("Reliable", "reliable, dependable, betrouwbaar, zuverlassig, fiable"),
        (
            "StressResistant",
            "stress resistant, stressresistant, stressbestendig, belastbar, stressresistent, resistant au stress"
        ),
        (
            "CustomerFriendly",
            "customer friendly, customer focused, customer oriented, klantgericht, klantvriendelijk, kundenorientiert"
        ),
        ("Accurate", "accurate, meticulous, nauwkeurig, accuraat, sorgfaltig, genau")
    );

    private static readonly Dictionary<string, string> Tongues = Lookup(
        ("Dutch", "dutch, nederlands, nederlandse, niederlandisch, niederlandischkenntnisse, neerlandais"),
        ("English", "english, engels, engelse, englisch, englischkenntnisse, anglais"),
        ("German", "german, duits, duitse, deutsch, deutschkenntnisse, allemand"),
        ("French", "french, frans, franse, franzosisch, franzosischkenntnisse, francais"),
        ("Spanish", "spanish, spaans, spaanse, spanisch, spanischkenntnisse, espagnol"),
        ("Polish", "polish, pools, poolse, polnisch, polnischkenntnisse, polonais")
    );

    private static readonly string[] Living =
    [
        .. "lives in, living in, based in, woont in, woonachtig in, wohnt in, wohnhaft in, habite à, réside à".Split(
            ", "
        ),
    ];

    // Openings of a sentence without a subject, or with the candidate as one, that only this language has.
    private static readonly (string Language, string Openings, string Informal, string Formal)[] Verbs =
    [
        ("en", "has, have, you have, must have, should have, possesses", "Do you have", ""),
        ("en", "is able to, must be able to, should be able to, able to, can, you can", "Can you", ""),
        ("en", "is willing to, must be willing to, willing to", "Are you willing to", ""),
        ("en", "must be, should be, you are", "Are you", ""),
        ("en", "is available, available", "Are you available", ""),
        ("en", "holds", "Do you hold", ""),
        ("en", "lives", "Do you live", ""),
        ("en", "speaks", "Do you speak", ""),
        ("en", "enjoys", "Do you enjoy", ""),
        ("en", "experience with", "Do you have experience with", ""),
        ("en", "experience in", "Do you have experience in", ""),
        ("en", "experience as", "Do you have experience as", ""),
        ("nl", "heeft, hebt, je hebt, u hebt, u heeft", "Heb je", "Hebt u"),
        ("nl", "beschikt over, je beschikt over", "Beschik je over", "Beschikt u over"),
        (
            "nl",
            "is in het bezit van, in het bezit van, in bezit van",
            "Ben je in het bezit van",
            "Bent u in het bezit van"
        ),
        ("nl", "is bereid, bereid, je bent bereid", "Ben je bereid", "Bent u bereid"),
        ("nl", "is beschikbaar, beschikbaar, je bent beschikbaar", "Ben je beschikbaar", "Bent u beschikbaar"),
        ("nl", "je bent, bent, u bent", "Ben je", "Bent u"),
        ("nl", "kan, kunt, je kunt, je kan, u kunt", "Kun je", "Kunt u"),
        ("nl", "woont, je woont", "Woon je", "Woont u"),
        ("nl", "spreekt, je spreekt", "Spreek je", "Spreekt u"),
        ("nl", "houdt van, je houdt van", "Houd je van", "Houdt u van"),
        ("nl", "ervaring met", "Heb je ervaring met", "Hebt u ervaring met"),
        ("nl", "ervaring als", "Heb je ervaring als", "Hebt u ervaring als"),
        ("nl", "ervaring in", "Heb je ervaring in", "Hebt u ervaring in"),
        ("de", "hat, hast, du hast", "Hast du", "Haben Sie"),
        ("de", "ist bereit, bereit, du bist bereit", "Bist du bereit", "Sind Sie bereit"),
        ("de", "ist verfügbar, verfügbar", "Bist du verfügbar", "Sind Sie verfügbar"),
        ("de", "ist, bist, du bist", "Bist du", "Sind Sie"),
        ("de", "kann, kannst, du kannst", "Kannst du", "Können Sie"),
        ("de", "verfügt über, du verfügst über", "Verfügst du über", "Verfügen Sie über"),
        ("de", "wohnt, du wohnst", "Wohnst du", "Wohnen Sie"),
        ("de", "spricht, du sprichst", "Sprichst du", "Sprechen Sie"),
        ("de", "erfahrung mit", "Hast du Erfahrung mit", "Haben Sie Erfahrung mit"),
        ("de", "erfahrung in", "Hast du Erfahrung in", "Haben Sie Erfahrung in"),
        ("de", "erfahrung als", "Hast du Erfahrung als", "Haben Sie Erfahrung als"),
        ("fr", "possède, posséder, avoir, tu as, vous avez", "As-tu", "Avez-vous"),
        ("fr", "est disponible, être disponible, disponible", "Es-tu disponible", "Êtes-vous disponible"),
        ("fr", "être, est, tu es, vous êtes", "Es-tu", "Êtes-vous"),
        ("fr", "habite, habiter, tu habites", "Habites-tu", "Habitez-vous"),
        ("fr", "parle, parler, tu parles", "Parles-tu", "Parlez-vous"),
        ("fr", "savoir, sait, tu sais", "Sais-tu", "Savez-vous"),
        ("fr", "pouvoir, peut, tu peux", "Peux-tu", "Pouvez-vous"),
        ("fr", "expérience en", "As-tu de l’expérience en", "Avez-vous de l’expérience en"),
        ("fr", "expérience dans", "As-tu de l’expérience dans", "Avez-vous de l’expérience dans"),
    ];

    // Experience of some years at something.
    private static readonly (string Language, string Openings, string Informal, string Formal)[] Spans =
    [
        ("en", "at least, a minimum of", "Do you have at least", ""),
        ("nl", "minimaal, minstens, ten minste", "Heb je minimaal", "Hebt u minimaal"),
        ("de", "mindestens", "Hast du mindestens", "Haben Sie mindestens"),
        ("fr", "au moins", "As-tu au moins", "Avez-vous au moins"),
    ];

    // A second verb, a negation, or somebody else: what is left of the sentence would not fit behind the new opening.
    private static readonly Dictionary<string, HashSet<string>> Misfits = new()
    {
        ["en"] = Set(
            "no not never without is has have are can must should lives speaks his her hers their he she they i my"
        ),
        ["nl"] = Set(
            "geen niet nooit zonder is heeft hebt bent moet kan kunt woont spreekt zijn haar hun hij zij ze ik mijn"
        ),
        ["de"] = Set(
            "kein keine keinen keiner nicht nie ohne ist hat hast bist muss kann wohnt spricht er ihr ihre ihren ihrem sein seine seinen ich mein"
        ),
        ["fr"] = Set(
            "ne pas sans jamais aucun aucune est a doit peut parle habite son sa ses leur leurs il elle je mon ma mes"
        ),
    };

    /// <summary>The question, with its emoji; null where no rule is sure.</summary>
    /// <param name="say">The language and tone of the question; the requirement is in any language.</param>
    /// <param name="requirement">On one line, without a full stop.</param>
    public static string? AsQuestion(Phrasebook say, string requirement)
    {
        var words = Spelling.Words(requirement);
        IReadOnlyList<string> folded = [.. words.Select(Spelling.Fold)];
        return Meaning(say, words, folded)
            ?? Speaks(say, folded)
            ?? Figure(say, folded)
            ?? Lives(say, requirement)
            ?? Rephrased(say, requirement, folded);
    }

    private static string? Meaning(Phrasebook say, IReadOnlyList<string> words, IReadOnlyList<string> folded)
    {
        var category = Enumerable.Range(0, words.Count).Where(IsCategory).ToList();
        var meant = Rest(folded.Where((_, i) => !category.Contains(i)), Fillers);
        if (Meanings.TryGetValue(meant, out var meaning) && category.Count <= (meaning is "License" ? 1 : 0))
        {
            return category is [var place]
                ? say.Say("Ask.License.Category", ("category", words[place].ToUpperInvariant()))
                : say.Say($"Ask.{meaning}");
        }

        meant = Rest(folded, Fillers);
        return Traits.TryGetValue(meant, out var trait) ? say.Say("Ask.Trait", ("trait", say.Say($"Trait.{trait}")))
            : Times.TryGetValue(Rest(folded, Fillers, AvailabilityFillers), out var time) ? say.Say($"Ask.{time}")
            : null;

        // "A" may be a word, and so may "de" and "am"; a category in lower case comes last.
        bool IsCategory(int i) =>
            (Categories.Contains(words[i]) && !(i == 0 && words[i] is "A"))
            || (i == words.Count - 1 && i > 0 && folded[i] is "b" or "be" or "c" or "ce");
    }

    private static string? Speaks(Phrasebook say, IReadOnlyList<string> folded)
    {
        var rest = Rest(folded, Fillers, SpeakFillers, Fluently);
        var isLanguage =
            folded.Any(word => SpeakFillers.Contains(word) || Fluently.Contains(word))
            || rest.EndsWith("kenntnisse", StringComparison.Ordinal);
        return isLanguage && Tongues.TryGetValue(rest, out var tongue)
            ? say.Say(
                folded.Any(Fluently.Contains) ? "Ask.Speaks.Fluently" : "Ask.Speaks",
                ("tongue", say.Say($"Tongue.{tongue}"))
            )
            : null;
    }

    private static string? Figure(Phrasebook say, IReadOnlyList<string> folded)
    {
        if (folded.Any(Experience.Contains))
        {
            return Number(Rest(folded, Fillers, ExperienceFillers, Experience)) switch
            {
                1 => say.Say("Ask.Experience.One"),
                > 1 and <= 40 and var years => say.Say("Ask.Experience.Many", ("count", $"{years}")),
                _ => null,
            };
        }

        return folded.Any(Years.Contains) && Number(Rest(folded, Fillers, AgeFillers)) is >= 15 and <= 70 and var age
            ? say.Say("Ask.Age", ("count", $"{age}"))
            : null;

        static int? Number(string text) =>
            int.TryParse(text.TrimEnd('+'), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                ? number
                : null;
    }

    // A place has the same name in every language, or is known by it.
    private static string? Lives(Phrasebook say, string requirement) =>
        Opening(Living, requirement) is { } opening
        && requirement[opening.Length..].Trim() is var place
        && Spelling.Words(place) is { Count: <= 3 } names
        && names.All(name => char.IsUpper(name[0]))
        && place.All(it => char.IsLetter(it) || it is ' ' or '-' or '\'' or '’')
            ? say.Say("Ask.Lives", ("place", place))
            : null;

    private static string? Rephrased(Phrasebook say, string requirement, IReadOnlyList<string> folded)
    {
        if (
            requirement.Length > MaxRephrased
            || requirement.Any(it => it is '.' or ';' or ':' or '!' or '?' or '(' or '"' or '“' or '„' or '«')
        )
        {
            return null;
        }

        var verbs = folded.Any(Experience.Contains) && folded.Any(Years.Contains) ? [.. Spans, .. Verbs] : Verbs;
        foreach (var (_, openings, informal, formal) in verbs.Where(verb => verb.Language == say.Language))
        {
            if (Opening(openings.Split(", "), requirement) is { } opening)
            {
                var rest = requirement[opening.Length..].Trim();
                return
                    Spelling.Words(rest) is not [] and var words
                    && !words.Any(word => Misfits[say.Language].Contains(Spelling.Fold(word)))
                    && !Address.IsOtherIn(words, say.Language, say.Tone)
                    ? $"{(say.Tone is Tone.Formal && formal is not "" ? formal : informal)} {rest}{(say.Language is "fr" ? "\u202F" : "")}?"
                    : null;
            }
        }

        return null;
    }

    private static string? Opening(IEnumerable<string> openings, string requirement) =>
        openings.FirstOrDefault(opening => requirement.StartsWith($"{opening} ", StringComparison.OrdinalIgnoreCase));

    private static string Rest(IEnumerable<string> words, params HashSet<string>[] without) =>
        string.Join(' ', words.Where(word => !without.Any(set => set.Contains(word))));

    private static HashSet<string> Set(string words) => [.. words.Split(' ')];

    private static Dictionary<string, string> Lookup(params (string Meaning, string Names)[] meanings) =>
        meanings
            .SelectMany(it => it.Names.Split(", ").Select(name => (name, it.Meaning)))
            .ToDictionary(StringComparer.Ordinal);
}
