namespace Flowgen.Domain.FlowTypes.VacancyApplication;

/// <summary>
/// Finds what a vacancy is about in its text, by rules (ADR 24): a label, then the heading, then how vacancies put it in a
/// sentence. What no rule is sure of is left out. The text is untrusted: it is read word by word, never matched as a whole.
/// </summary>
public static class VacancyReader
{
    private const int MaxTitle = 80;
    private const int MaxOrganisation = 60;
    private const int MaxPlace = 40;

    // Longer ones are sentences.
    private const int MostWordsOfTitle = 10;
    private const int MostWordsOfSought = 5;

    // A heading is one of the first lines.
    private const int MostHeadings = 8;

    // Between "we are looking for" and "a".
    private const int MostWordsBetween = 10;

    private static readonly HashSet<string> TitleLabels = Keys(
        "functie, functietitel, functienaam, vacature, vacaturetitel, titel, job, job title, position, role, title, vacancy, "
            + "Stelle, Stellenbezeichnung, Stellentitel, Jobtitel, Berufsbezeichnung, Stellenangebot, poste, intitulé, "
            + "intitulé du poste, titre, titre du poste, offre d’emploi, métier"
    );
    private static readonly HashSet<string> OrganisationLabels = Keys(
        "bedrijf, bedrijfsnaam, organisatie, werkgever, opdrachtgever, company, employer, organisation, organization, "
            + "Unternehmen, Firma, Arbeitgeber, entreprise, société, employeur"
    );
    private static readonly HashSet<string> PlaceLabels = Keys(
        "standplaats, locatie, werklocatie, plaats, werkplek, vestiging, location, place of work, workplace, city, Ort, "
            + "Arbeitsort, Einsatzort, Standort, Dienstort, lieu, lieu de travail, localisation, ville"
    );

    // A heading's words around the name of a job.
    private static readonly string[] Before =
    [
        .. (
            "gezocht, vacature, wanted, now hiring, we're hiring, we’re hiring, we are hiring, hiring, job, vacancy, stellenangebot, gesucht, "
            + "wir suchen, on recrute, nous recrutons, recrutement, offre d'emploi, offre d’emploi, urgent"
        ).Split(", "),
    ];
    private static readonly HashSet<string> Behind = Keys(
        "gezocht, wanted, needed, required, gesucht, recherché, recherchée"
    );
    private static readonly string[] Separators = [" | ", " – ", " — ", " - ", " • ", " · "];
    private static readonly HashSet<string> Terms = Keys(
        "fulltime, full-time, parttime, part-time, voltijd, voltijds, deeltijd, deeltijds, Vollzeit, Teilzeit, temps plein, "
            + "temps partiel, CDI, CDD, remote, hybride, hybrid, Homeoffice, télétravail, unbefristet, permanent, per direct"
    );

    // Of the reader or the writer: such a line is no heading.
    private static readonly HashSet<string> Persons = Keys(
        "wij, we, ons, onze, je, jij, jou, jouw, u, uw, you, your, our, us, i, wir, uns, unser, unsere, unserem, unserer, du, "
            + "dich, dein, deine, sie, ihr, ihre, nous, notre, nos, vous, votre, vos, tu, ton, ta, on, ben, bent, are, is, sind, "
            + "ist, est, sont, welkom, welcome, willkommen, bienvenue, hallo, hello, hi, hoi, beste, dear, www"
    );

    // What heads a page or a part of the text.
    private static readonly HashSet<string> Parts = Keys(
        "vacatures, vacature, functieomschrijving, functie-eisen, omschrijving, introductie, intro, taken, job description, "
            + "description, description du poste, the role, role, overview, summary, responsibilities, requirements, benefits, "
            + "Aufgaben, Anforderungen, Profil, Stellenbeschreibung, Stellenangebote, Stellenangebot, jobs, job, vacancy, vacancies, "
            + "careers, career, offre, offres, offre d’emploi, mission, missions, contexte, home, menu, apply, apply now, postuler, "
            + "jetzt bewerben, solliciteer, solliciteer direct, share, delen, print, login, inloggen, cookies"
    );
    private static readonly HashSet<string> PartBeginnings = Keys(
        "over, wat, about, über, à, présentation, terug, zurück, retour"
    );

    private static readonly HashSet<string> Seeking = Keys(
        "zoek, zoeken, zoekt, looking, seeking, hiring, need, suchen, sucht, recherchons, recherche, recrutons, recrute, "
            + "cherchons, cherche"
    );
    private static readonly HashSet<string> Articles = Keys(
        "een, a, an, einen, eine, eine(n), eine/n, eine:n, eine*n, un, une, un(e), un·e"
    );

    // Where the name of a job ends in a sentence.
    private static readonly HashSet<string> Endings = Keys(
        "die, dat, met, voor, om, bij, in, te, op, ter, per, tot, wie, vanaf, who, with, for, to, at, based, that, on, der, das, "
            + "mit, für, zur, zum, im, bei, ab, qui, pour, avec, chez, à, au, en, basé, basée, afin, dans, sur"
    );
    private static readonly HashSet<string> Praise = Keys(
        "enthousiaste, ervaren, gemotiveerde, nieuwe, gedreven, leuke, zelfstandige, sterke, flexibele, enthusiastic, experienced, "
            + "motivated, new, talented, friendly, reliable, skilled, passionate, driven, engagierte, engagierten, motivierte, "
            + "motivierten, erfahrene, erfahrenen, neue, neuen, zuverlässige, zuverlässigen, freundliche, freundlichen, motivé, motivée, "
            + "expérimenté, expérimentée, dynamique, nouveau, nouvelle, jeune, and, und, et"
    );

    // What seekers call anybody, and what the reader may be looking for.
    private static readonly HashSet<string> Nobody = Keys(
        "collega, kracht, topper, talent, aanpakker, iemand, persoon, uitdaging, baan, werkplek, werkgever, functie, bijbaan, paar, "
            + "colleague, person, people, someone, challenge, opportunity, job, role, position, career, Kollegen, Kollege, Kollegin, "
            + "Herausforderung, Stelle, Arbeitgeber, Verstärkung, collaborateur, collaboratrice, personne, emploi, défi, poste, "
            + "opportunité, manier, oplossing, Lösung, way, solution"
    );

    private static readonly HashSet<string> LegalForms = Keys(
        "BV, NV, VOF, GmbH, AG, KG, SE, eV, Ltd, Limited, Inc, LLC, PLC, SARL, SAS, SASU, SA"
    );
    private static readonly HashSet<string> At = Keys("bij, at, bei, chez, join, rejoignez");
    private static readonly HashSet<string> Is = Keys("is, zoekt, ist, sucht, est, recrute, recherche, cherche");
    private static readonly HashSet<string> IsWhat = Keys(
        "een, de, hét, het, al, op, a, an, the, one, looking, hiring, seeking, recruiting, ein, eine, der, die, das, seit, un, une, le, la"
    );

    // What somebody brings is one of these, and no organisation.
    private static readonly HashSet<string> Virtues = Keys(
        "pré, must, plus, pluspunt, vereiste, eis, voordeel, noodzaak, advantage, bonus, requirement, key, Muss, Vorteil, "
            + "Pluspunkt, Voraussetzung, atout, nécessité"
    );
    private static readonly HashSet<string> NoNames = Keys(
        "wij, we, wie, wat, dit, dat, deze, dan, hier, ons, onze, als, voor, in, om, this, that, our, your, it, he, she, as, "
            + "here, there, what, who, wir, das, die, der, dies, diese, dieser, es, was, wer, unser, unsere, ihr, ihre, nous, notre, nos, "
            + "ce, cette, il, elle, votre, jij, je, jouw, du, dein, deine, sie, vous, tu, i, you, uns, us, interesse, vragen, voorkeur, "
            + "functie, bedrijf, werkgever, klant, client, company, Firma, société"
    );

    private static readonly HashSet<string> Sites = Keys(
        "vestiging, kantoor, hoofdkantoor, locatie, winkel, filiaal, magazijn, restaurant, ziekenhuis, werkplaats, office, offices, "
            + "branch, store, shop, warehouse, depot, site, headquarters, hospital, kitchen, Standort, Filiale, Niederlassung, Büro, "
            + "Lager, Werk, Zentrale, Klinik, Hotel, agence, magasin, bureau, bureaux, entrepôt, siège, boutique, usine, atelier, "
            + "gevestigd, based, located, situé, située, ansässig, basé, basée, team"
    );
    private static readonly HashSet<string> In = Keys("in, te, à, near");
    private static readonly HashSet<string> NoPlaces = Keys(
        "Nederland, Netherlands, the Netherlands, Holland, België, Belgium, Deutschland, Germany, France, Frankreich, Europa, Europe, "
            + "UK, England, Vollzeit, Teilzeit, Festanstellung, Schichtarbeit, Deutsch, Dutch, English, Englisch, Engels, Nederlands, "
            + "German, French, remote, thuis, Homeoffice, home, télétravail, diverse, various, verschiedene, overleg, heel, regio, "
            + "region, omgeving, Raum, Großraum, Umgebung, maandag, Monday, Montag, januari, January, Januar, februari, maart, March, "
            + "april, mei, May, juni, June, juli, July, augustus, August, september, oktober, October, november, december, Dezember, "
            + "Java, Excel, CDI, CDD, meerdere, multiple, mehrere, plusieurs"
    );

    /// <summary>Reads a vacancy of up to 100,000 characters, whoever wrote it.</summary>
    public static Vacancy Read(string text)
    {
        IReadOnlyList<VacancyLine> lines = [.. VacancyText.Lines(text).Select(VacancyLine.Of)];
        var organisation = Organisation(lines);
        var heading = First(
            lines.Take(MostHeadings).Where(line => organisation is null || !IsOnly(line, organisation)),
            line => Heading(line.Text)
        );
        return new(
            First(lines, line => line.Labelled(TitleLabels) is { } title ? Heading(title)?.Title : null)
                ?? heading?.Title
                ?? First(lines, Sought),
            organisation ?? heading?.Organisation,
            First(lines, line => line.Labelled(PlaceLabels) is { } place ? Place(place) : null)
                ?? heading?.Place
                ?? First(lines, Site)
                ?? First(lines, SoughtIn)
                ?? First(lines, HostIn),
            VacancyFigures.HoursIn(lines),
            VacancyFigures.SalaryIn(lines)
        )
        {
            Heading = First(lines, line => VacancyText.Shortened(line.Text, MaxTitle)),
        };
    }

    // A title, and what a heading says of the job besides it.
    private static Vacancy? Heading(string text)
    {
        var said = Stripped(text);
        said = Before.FirstOrDefault(it => Follows(said, it)) is { } before ? Stripped(said[before.Length..]) : said;
        if (said.Length > 2 * MaxTitle || text.EndsWith(':') || !IsHeading(said))
        {
            return null;
        }

        var line = VacancyLine.Of(WithoutTerms(said.Split(Separators, StringSplitOptions.None)[0].Split('|')[0]));
        var (end, organisation, place) = (line.Words.Count, (string?)null, (string?)null);
        if (end > 2 && In.Contains(line.Words[end - 2].Key) && Terms.Contains(Spelling.Key(line.Words[end - 1].Text)))
        {
            end -= 2; // "in Vollzeit"
        }

        if (LastRun(line, end, In, line.TownAt) is { } town && Place(line.Said(town + 1, end)) is { } named)
        {
            (end, place) = (town, named);
        }

        if (LastRun(line, end, At, line.NameAt) is { } at)
        {
            organisation = VacancyText.Name(line.Said(at + 1, end - at - 1), MaxOrganisation);
            end = at;
        }

        end -= end > 1 && Behind.Contains(Spelling.Key(line.Words[end - 1].Text)) ? 1 : 0;
        var title = end == line.Words.Count ? line.Text : Until(line, end);
        return
            VacancyText.Name(title, MaxTitle) is { } name
            && line.Words.Count <= MostWordsOfTitle
            && !name.Contains(": ", StringComparison.Ordinal)
            && IsHeading(name)
            ? new(Lowered(name), organisation, place)
            : null;
    }

    // Where the last words, up to an end, are one of these and a name: "in Den Haag".
    private static int? LastRun(VacancyLine line, int end, HashSet<string> words, Func<int, int> run)
    {
        for (var at = Math.Max(1, end - 9); at < end - 1; at++)
        {
            if (
                (words.Contains(line.Words[at].Key) || (words == At && line.Words[at].Key is "@"))
                && at + 1 + run(at + 1) == end
            )
            {
                return at;
            }
        }

        return null;
    }

    // With the punctuation between them, which is part of a title such as "Elektroniker/in (m/w/d)".
    private static string Until(VacancyLine line, int count)
    {
        var parts = line.Text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var kept = 0;
        return string.Join(' ', parts.TakeWhile(part => kept < count && (kept += VacancyWord.Of(part).Count) <= count));
    }

    // Nobody says a job in capitals: "SCHOONMAKER (M/V)" is a "Schoonmaker (m/v)". Short words, such as "CE", may be letters.
    private static string Lowered(string title) =>
        title.Any(char.IsLower) || !VacancyWord.Of(title).Any(word => word.Text.Length > 4)
            ? title
            : string.Join(
                ' ',
                title
                    .Split(' ')
                    .Select(
                        (word, i) =>
                            word.Length is 2 or 3 && word.All(char.IsLetter) ? word
                            : i == 0 ? word[..1] + word[1..].ToLowerInvariant()
                            : word.ToLowerInvariant()
                    )
            );

    private static bool IsHeading(string text) =>
        !(text.Length > 0 && text[^1] is '.' or ':' or ';' or '?' or '…')
        && !text.Any(it => it is '<' or '>' or '{' or '}' or '@' or '=')
        && !text.Contains("://", StringComparison.Ordinal)
        && VacancyWord.Of(text) is [var first, ..] and var words
        && !words.Any(word => word.Key.Split('\'', '’', '.').Any(Persons.Contains))
        && !PartBeginnings.Contains(first.Key)
        && !Parts.Contains(Spelling.Key(text));

    private static bool Follows(string text, string before) =>
        text.StartsWith(before, StringComparison.OrdinalIgnoreCase)
        && text.Length > before.Length + 1
        && (
            text[before.Length] is ':' or '!'
            || (
                text[before.Length] == ' '
                && (text[before.Length + 1] is ':' or '-' or '–' or '—' or '|' || before is "vacature")
            )
        );

    private static string Stripped(string text) =>
        text.Trim(' ', '*', '#', '_', '-', '•', '!', '–', '—', ':', '·', '|');

    // "(32-40 uur)", not "(m/w/d)".
    private static string WithoutTerms(string title) =>
        title.IndexOf('(', StringComparison.Ordinal) is > 0 and var open
        && title.IndexOf(')', open) is > 0 and var close
        && VacancyWord
            .Of(title[open..close])
            .Any(word => Terms.Contains(Spelling.Key(word.Text)) || word.Text.Count(char.IsAsciiDigit) > 1)
            ? Stripped(title.Remove(open, close - open + 1))
            : title;

    private static string? Sought(VacancyLine line) =>
        First(
            Enumerable.Range(0, line.Words.Count).Where(at => Seeking.Contains(line.Words[at].Key)),
            seeking =>
            {
                for (var at = seeking + 1; at < line.Words.Count && at <= seeking + MostWordsBetween; at++)
                {
                    if (line.Words[at - 1].EndsSentence)
                    {
                        return null;
                    }

                    if (Articles.Contains(Spelling.Key(line.Words[at].Text)))
                    {
                        return SoughtAt(line, at + 1);
                    }
                }

                return null;
            }
        );

    private static string? SoughtAt(VacancyLine line, int at)
    {
        at += line.Words.Skip(at).Take(MostWordsOfSought).TakeWhile(word => Praise.Contains(word.Key)).Count();

        var end = at;
        while (
            end < line.Words.Count
            && end - at <= MostWordsOfSought
            && !Endings.Contains(line.Words[end].Key)
            && !char.IsAsciiDigit(line.Words[end].Text[0])
            && (end == at || !line.Words[end - 1].EndsClause)
        )
        {
            end++;
        }

        var said = line.Said(at, end - at);
        return
            end - at is > 0 and <= MostWordsOfSought
            && !line.Words.Skip(at).Take(end - at).Any(word => Nobody.Contains(word.Key))
            && IsHeading(said)
            && VacancyText.Name(said, MaxTitle) is { } title
            ? char.ToUpperInvariant(title[0]) + title[1..]
            : null;
    }

    private static string? Organisation(IReadOnlyList<VacancyLine> lines) =>
        First(
            lines,
            line =>
                line.Labelled(OrganisationLabels) is { } name
                    ? Named(WithoutLegalForm(VacancyLine.Of(name)) ?? name)
                    : null
        )
        ?? First(lines, WithoutLegalForm)
        ?? First(lines, Subject)
        ?? First(lines, Host);

    // "Jansen Transport B.V."
    private static string? WithoutLegalForm(VacancyLine line) =>
        First(
            Enumerable
                .Range(1, Math.Max(0, line.Words.Count - 1))
                .Where(at => LegalForms.Contains(Spelling.Key(line.Words[at].Text))),
            form =>
            {
                var at = Enumerable
                    .Range(Math.Max(0, form - 6), Math.Min(6, form))
                    .FirstOrDefault(from => from + line.NameAt(from) >= form, -1);
                at += at >= 0 && NoNames.Contains(line.Words[at].Key) ? 1 : 0;
                return at < 0 || at >= form ? null : Named(line.Said(at, form - at));
            }
        );

    // "Northwind is a …"
    private static string? Subject(VacancyLine line) =>
        First(
            Enumerable.Range(0, line.Words.Count).Where(line.Begins),
            at =>
                line.NameAt(at) is > 0 and var count
                && at + count + 1 < line.Words.Count
                && Is.Contains(line.Words[at + count].Key)
                && !line.Words.Skip(at + count).Take(4).Any(word => Virtues.Contains(word.Key))
                && (
                    line.Words[at + count].Key is not ("is" or "ist" or "est")
                    || IsWhat.Contains(line.Words[at + count + 1].Key)
                )
                    ? Named(line.Said(at, count))
                    : null
        );

    // "At Northwind you …"
    private static string? Host(VacancyLine line) =>
        First(
            Enumerable.Range(0, line.Words.Count).Where(at => At.Contains(line.Words[at].Key) && line.Begins(at)),
            at => line.NameAt(at + 1) is > 0 and var count ? Named(line.Said(at + 1, count)) : null
        );

    private static string? Named(string name) =>
        VacancyWord.Of(name) is [var first, ..] and var words
        && !NoNames.Contains(first.Key)
        && (words.Count > 1 || !IsWhat.Contains(first.Key))
            ? VacancyText.Name(name, MaxOrganisation)
            : null;

    private static bool IsOnly(VacancyLine line, string organisation) =>
        line.Text.StartsWith(organisation, StringComparison.OrdinalIgnoreCase)
        && (line.Text.Length == organisation.Length || WithoutLegalForm(line) == organisation);

    // "Our office in Leeds"
    private static string? Site(VacancyLine line) =>
        First(
            Enumerable
                .Range(0, line.Words.Count)
                .Where(at => Sites.Contains(line.Words[at].Key) && !line.Words[at].EndsClause),
            at => at + 1 < line.Words.Count && In.Contains(line.Words[at + 1].Key) ? Town(line, at + 2) : null
        );

    // "At Northwind in Leeds you …"
    private static string? HostIn(VacancyLine line) =>
        First(
            Enumerable.Range(0, line.Words.Count).Where(at => At.Contains(line.Words[at].Key) && line.Begins(at)),
            at =>
                at + 1 + line.NameAt(at + 1) is var next
                && next < line.Words.Count
                && next > at + 1
                && In.Contains(line.Words[next].Key)
                    ? Town(line, next + 1)
                    : null
        );

    // "We are looking for a nurse in Leeds"
    private static string? SoughtIn(VacancyLine line)
    {
        var isSeeking = false;
        for (var at = 0; at < line.Words.Count; at++)
        {
            isSeeking = (isSeeking && !line.Begins(at)) || Seeking.Contains(line.Words[at].Key);
            if (isSeeking && In.Contains(line.Words[at].Key) && Town(line, at + 1) is { } town)
            {
                return town;
            }
        }

        return null;
    }

    private static string? Town(VacancyLine line, int at) =>
        at < line.Words.Count && line.TownAt(at) is > 0 and var count ? Place(line.Said(at, count)) : null;

    // One town, or none: of two, neither is right.
    private static string? Place(string text)
    {
        var line = VacancyLine.Of(text.Split(Separators, StringSplitOptions.None)[0].Split(',', '(', '/', '|', ';')[0]);
        var at = line
            .Words.TakeWhile((word, i) => word.Text.Any(char.IsAsciiDigit) || (i == 1 && word.Text.Length == 2))
            .Count();
        var count = at < line.Words.Count ? line.TownAt(at) : 0;
        return
            count > 0
            && line.Words.Skip(at + count).All(word => word.Key is "e.o" or "eo" or "cedex")
            && !line.Words.Skip(at).Take(count).Any(word => NoPlaces.Contains(word.Key))
            ? VacancyText.Name(line.Said(at, count), MaxPlace)
            : null;
    }

    private static TOut? First<TIn, TOut>(IEnumerable<TIn> all, Func<TIn, TOut?> found)
        where TOut : class => all.Select(found).FirstOrDefault(it => it is not null);

    private static HashSet<string> Keys(string words) => [.. words.Split(", ").Select(Spelling.Key)];
}
