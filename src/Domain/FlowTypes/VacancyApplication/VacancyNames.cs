using Flowgen.Domain.FlowTypes.Languages;

namespace Flowgen.Domain.FlowTypes.VacancyApplication;

/// <summary>Finds the employer of a job.</summary>
internal static class VacancyNames
{
    private const int MaxOrganisation = 60;

    // The number of last lines that can be a signature.
    private const int LastLines = 8;

    // "Calvane, spécialiste du lin, recherche …"
    private const int MaxWordsOfClause = 14;

    private static readonly VacancyTerms LegalForms = VacancyTerms.Of(words => words.LegalForms);
    private static readonly HashSet<string> LegalSpellings =
    [
        .. Phrasebook.Languages.SelectMany(it => Lexicon.Of(it).Vacancy.LegalForms),
    ];
    private static readonly VacancyTerms Nouns = VacancyTerms.Of(words => words.OrganisationNouns);
    private static readonly VacancyTerms Institutions = VacancyTerms.Of(words => words.Institutions);
    private static readonly VacancyTerms At = VacancyTerms.Of(words => words.AtWords);
    private static readonly VacancyTerms Verbs = VacancyTerms.Of(words => words.SubjectVerbs);
    private static readonly VacancyTerms Behind = VacancyTerms.Of(words => words.SubjectNouns);
    private static readonly VacancyTerms NoNames = VacancyTerms.Of(words => words.NoNames);
    private static readonly VacancyTerms Seeking = VacancyTerms.Of(words => words.Seeking);
    private static readonly VacancyTerms SeekingPhrases = VacancyTerms.Of(words => words.SeekingPhrases);
    private static readonly VacancyTerms Articles = VacancyTerms.Of(words => words.Articles);
    private static readonly VacancyTerms Definite = VacancyTerms.Of(words => words.Definite);
    private static readonly VacancyTerms Vague = VacancyTerms.Of(words => words.Vague);
    private static readonly VacancyTerms Parts = VacancyTerms.Of(words => words.Parts);
    private static readonly VacancyTerms Terms = VacancyTerms.Of(words => words.Terms);
    private static readonly VacancyTerms Joints = VacancyTerms.Of(words => words.NameJoints);
    private static readonly VacancyTerms SmallWords = VacancyTerms.Of(words => words.SmallWords);

    /// <summary>Finds the organisation by a label, a legal form, or a sentence, in this order.</summary>
    public static Found<string>? OrganisationIn(IReadOnlyList<VacancyLine> lines, IReadOnlyList<Labelled> labels) =>
        First(labels.Where(it => it.Kind is LabelKind.Organisation), it => Labelled(it.Value))
        ?? First(
            labels.Where(it => it.Kind is LabelKind.Name),
            it => IsOrganisation(VacancyLine.Of(it.Value.Text.Split(',')[0]).Words) ? Labelled(it.Value) : null
        )
        ?? First(lines, WithoutLegalForm)
        ?? First(lines.Take(40), Subject)
        ?? First(lines.Skip(40), Subject);

    /// <summary>Finds the organisation by weaker evidence, for vacancies whose heading does not contain it.</summary>
    public static Found<string>? WeaklyIn(IReadOnlyList<VacancyLine> lines) =>
        First(lines, Host)
        ?? Repeated(lines)
        ?? First(lines.TakeLast(LastLines).Reverse(), Signature)
        ?? First(lines, Noun);

    /// <summary>The organisation in a header: "VERANEL - Manosque (04)", "Elmwhistle Primary School".</summary>
    public static string? InHeader(IReadOnlyList<string> parts)
    {
        for (var i = 0; i < parts.Count; i++)
        {
            var line = VacancyLine.Of(parts[i]);
            if (
                line.Words.Count == 0
                || Terms.Has(line.Lower)
                || VacancyTitles.IsJob(line.Words[^1].Key) && !Institutions.Has(line.Words[^1].Key)
            )
            {
                continue;
            }

            if (
                HasLegalForm(line.Words)
                || (
                    line.Words.Count > 1
                    && line.Words[0].IsCapital
                    && (Institutions.Has(line.Words[^1].Key) || Institutions.Has(line.Words[0].Key))
                )
            )
            {
                return WithoutLegalForm(line)?.Value ?? VacancyText.Name(parts[i], MaxOrganisation);
            }

            if (
                i + 1 < parts.Count
                && line.NameAt(0) == line.Words.Count
                && !line.Text.Any(char.IsAsciiDigit)
                && !NoNames.Has(line.Words[0].Key)
                && VacancyLine.Of(parts[i + 1]) is { Words: [_, .., var number] } next
                && number.Text.Length is 2 or 5
                && number.Text.All(char.IsAsciiDigit)
                && next.Text.TrimEnd()[^1] == ')'
            )
            {
                return VacancyText.Name(parts[i], MaxOrganisation);
            }
        }

        return null;
    }

    /// <summary>The organisation at the end of a part of a heading, "Cook at Northwind", with its position.</summary>
    public static (int At, string Organisation)? Ending(VacancyLine line, int end)
    {
        for (var at = Math.Max(1, end - 9); at < end - 1; at++)
        {
            if (
                At.Has(line.Words[at].Key)
                && at + 1 + line.NameAt(at + 1) == end
                && Named(line, at + 1, end - at - 1) is { } name
            )
            {
                return (at, name.Value);
            }
        }

        return null;
    }

    /// <summary>Whether some words contain a noun for an organisation, a legal form, or an "&amp;" between names.</summary>
    public static bool IsOrganisation(IReadOnlyList<VacancyWord> words) =>
        words.Any(word => IsNoun(word.Key))
        || HasLegalForm(words)
        || words.Skip(1).SkipLast(1).Any(word => word.Key is "&");

    private static bool IsNoun(string key) =>
        key.Length > 2
        && (
            Nouns.Has(key)
            || Institutions.Has(key)
            || Nouns.EndsWord(key, shortest: 5)
            || Institutions.EndsWord(key, shortest: 5)
        );

    private static bool HasLegalForm(IReadOnlyList<VacancyWord> words) =>
        words.Skip(1).Any(word => IsLegalForm(word.Text));

    // Case-sensitive: "SE" is a legal form, but not the French "se".
    private static bool IsLegalForm(string word) =>
        word.Replace(".", "", StringComparison.Ordinal) is var form
        && LegalSpellings.Contains(form)
        && LegalForms.Has(VacancyTerms.Lower(form));

    private static Found<string>? Labelled(VacancyLine value)
    {
        if (WithoutLegalForm(value) is { } legal)
        {
            return legal;
        }

        // "Ashwhistle Vets, 2 High Street, Ludlow"
        var name = value.Text.Split([", ", " | ", " – ", " - ", ";"], StringSplitOptions.None)[0];
        var line = VacancyLine.Of(name);
        return
            line.Words.Count is > 0 and <= 10
            && (!NoNames.Has(line.Words[0].Key) || (line.Words.Count > 1 && IsArticle(line.Words[0].Key)))
            && !Parts.Has(line.Lower)
            && VacancyLabels.Alone(line) is null
            && line.Words.Any(word => word.IsCapital || word.Text.Any(char.IsAsciiDigit))
            && !line.Words.Any(word => word.EndsSentence && word != line.Words[^1])
            && !(name.Length > 0 && name[^1] is '.' or '?' or '!')
            && VacancyText.Name(name, MaxOrganisation) is { } found
            ? new(found, value, 0)
            : null;
    }

    // "Jansen Transport B.V."
    private static Found<string>? WithoutLegalForm(VacancyLine line)
    {
        for (var form = 1; form < line.Words.Count; form++)
        {
            if (!line.Words[form].IsCapital || !IsLegalForm(line.Words[form].Text))
            {
                continue;
            }

            var at = Enumerable
                .Range(Math.Max(0, form - 6), Math.Min(6, form))
                .FirstOrDefault(
                    from =>
                        from + line.NameAt(from) >= form
                        && !line.Words.Skip(from).Take(form - from).Any(word => word.EndsClause),
                    -1
                );

            // "ok Logistik GmbH" on a line of its own
            at =
                at > 0
                && at <= 2
                && form >= line.Words.Count - 3
                && !line
                    .Words.Take(at)
                    .Any(word =>
                        word.EndsClause
                        || NoNames.Has(word.Key)
                        || At.Has(word.Key)
                        || SmallWords.Has(word.Key)
                        || IsNoun(word.Key)
                    )
                    ? 0
                    : at;
            at += at >= 0 && NoNames.Has(line.Words[at].Key) ? 1 : 0;
            if (at >= 0 && at < form && Named(line, at, form - at) is { } name)
            {
                return name;
            }
        }

        return null;
    }

    // "Northwind is a …", "Calvane, spécialiste du lin, recherche …", "Dit voorjaar is het Molenhuis op zoek"
    private static Found<string>? Subject(VacancyLine line)
    {
        for (var at = 0; at < line.Words.Count; at++)
        {
            var start = at;
            if (
                line.Begins(at)
                && at + 1 < line.Words.Count
                && IsArticle(line.Words[at].Key)
                && !line.Words[at].EndsClause
            )
            {
                start =
                    line.Words[at + 1].IsCapital && (line.NameAt(at) > 1 || !line.Words[at].IsCapital) ? at : at + 1;
            }

            if (line.Begins(at) && SubjectAt(line, start) is { } subject)
            {
                return subject;
            }

            // "zoekt Bolders een monteur", "is de Zonnekikker toe aan een"
            if (
                at > 0
                && !line.Words[at - 1].EndsClause
                && line.Words[at].IsCapital
                && Inverted(line, at) is { } inverted
            )
            {
                return inverted;
            }
        }

        return null;
    }

    private static Found<string>? SubjectAt(VacancyLine line, int at)
    {
        var count = at < line.Words.Count ? line.NameAt(at) : 0;
        if (
            count == 0
            && at == 0
            && line.Words.Count > 3
            && IsNameLike(line.Words[0].Text)
            && Seeking.Has(line.Words[1].Key)
            && Articles.Has(line.Words[2].Key)
        )
        {
            return Named(line, 0, 1); // "brique9 cherche un …"
        }

        var verb = at + count;
        if (count == 0 || verb + 1 >= line.Words.Count)
        {
            return null;
        }

        if (line.Words[verb - 1].EndsClause)
        {
            if (
                line.Words[verb - 1].EndsSentence
                || line.Text[line.Words[verb - 1].At + line.Words[verb - 1].Text.Length] != ','
            )
            {
                return null;
            }

            var comma = Enumerable
                .Range(verb, Math.Min(MaxWordsOfClause, line.Words.Count - verb))
                .FirstOrDefault(i => line.Words[i].EndsClause, -1);
            verb = comma < 0 || line.Words[comma].EndsSentence ? line.Words.Count : comma + 1;
            return
                verb + 1 < line.Words.Count
                && Seeking.Has(line.Words[verb].Key)
                && Articles.Has(line.Words[verb + 1].Key)
                ? Proper(line, at, count)
                : null;
        }

        // "Hill & Sons in Leeds is looking for"
        verb +=
            VacancyPlaces.IsIn(line.Words[verb].Key)
            && line.TownAt(verb + 1) is > 0 and var town
            && verb + town + 2 < line.Words.Count
                ? town + 1
                : 0;
        var isSeeking = Seeking.Has(line.Words[verb].Key) && Verbs.Has(line.Words[verb].Key) || Seeks(line, verb + 1);
        var isKind =
            Verbs.Has(line.Words[verb].Key)
            && Behind.Has(line.Words[verb + 1].Key)
            && line.Words.Skip(verb + 1)
                .Take(8)
                .TakeWhile((word, i) => i == 0 || !line.Words[verb + i].EndsSentence)
                .Any(word => IsNoun(word.Key));
        return isSeeking || isKind ? Proper(line, at, count) : null;
    }

    private static Found<string>? Inverted(VacancyLine line, int at)
    {
        var before = line.Words[at - 1].Key;
        var verb = IsArticle(before) && at > 1 ? line.Words[at - 2].Key : before;
        if (!Verbs.Has(verb))
        {
            return null;
        }

        var count = line.NameAt(at);
        var next = at + count;
        if (count == 0 || next >= line.Words.Count || line.Words[next - 1].EndsClause)
        {
            return null;
        }

        var isSought = (Seeking.Has(verb) && Articles.Has(line.Words[next].Key)) || Seeks(line, next);
        var from =
            isSought
            && IsArticle(before)
            && char.IsLower(before[0])
            && before.Length <= 3
            && Proper(line, at, count) is not null
                ? at - 1
                : at;
        return isSought && Proper(line, at, count) is not null ? Named(line, from, next - from) : null;
    }

    private static bool Seeks(VacancyLine line, int at) =>
        at < line.Words.Count
        && SeekingPhrases.Begin(line.Words[at].Key)
        && Enumerable
            .Range(2, 3)
            .Any(count => at + count <= line.Words.Count && SeekingPhrases.Has(line.Key(at, count)));

    // "At Northwind you …"
    private static Found<string>? Host(VacancyLine line)
    {
        for (var at = 0; at + 2 < line.Words.Count; at++)
        {
            if (
                At.Has(line.Words[at].Key)
                && line.Begins(at)
                && line.NameAt(at + 1) is > 0 and var count
                && Proper(line, at + 1, count) is { } name
            )
            {
                return name;
            }
        }

        return null;
    }

    // "… bij Vakschakel Oost", if the name also is a separate line or begins a sentence.
    private static Found<string>? Repeated(IReadOnlyList<VacancyLine> lines)
    {
        var first = new HashSet<string>();
        foreach (var line in lines)
        {
            for (var at = 0; at < line.Words.Count; at++)
            {
                if (line.Begins(at) && line.Words[at].IsCapital && line.NameAt(at) is > 1 and var count)
                {
                    first.Add(line.Said(at, count));
                }
            }
        }

        return First(
            lines,
            line =>
                Enumerable
                    .Range(0, line.Words.Count)
                    .Where(at => At.Has(line.Words[at].Key) && !line.Words[at].EndsClause)
                    .Select(at =>
                        line.NameAt(at + 1) is > 1 and var count && first.Contains(line.Said(at + 1, count))
                            ? Proper(line, at + 1, count)
                            : null
                    )
                    .FirstOrDefault(it => it is not null)
        );
    }

    // "Zuivelboerderij De Vlier", "Trapwerk, Venlo", "Inpak & Zonen – ploegen in alle provincies"
    private static Found<string>? Signature(VacancyLine line)
    {
        if (
            line.IsItem
            || line.IsLabel
            || line.Text.Length > 90
            || line.Text[^1] is '?' or '!'
            || line.Words.Count == 0
        )
        {
            return null;
        }

        if (VacancyTitles.IsJob(line.Words[^1].Key))
        {
            return null;
        }

        var count = line.NameAt(0);
        var isWhole = count == line.Words.Count;
        var isTown =
            count > 0
            && count < line.Words.Count
            && line.Words[count - 1].EndsClause
            && line.TownAt(count) == line.Words.Count - count
            && VacancyPlaces.IsTown(line, count, line.Words.Count - count);
        var isBefore =
            count > 0
            && line.Words[Math.Max(0, count - 1)].EndsClause
            && line.Text.Contains(" – ", StringComparison.Ordinal);
        return
            ((isWhole || isBefore) && count > 1 && IsOrganisation([.. line.Words.Take(count)]))
            || (isTown && count <= 3)
            ? Proper(line, 0, count)
            : null;
    }

    // "Die Praxis Lindenfink behandelt …"
    private static Found<string>? Noun(VacancyLine line)
    {
        for (var at = 0; at + 2 < line.Words.Count; at++)
        {
            if (!line.Begins(at))
            {
                continue;
            }

            var start = at + (IsArticle(line.Words[at].Key) && line.Words[at + 1].IsCapital ? 1 : 0);
            var count = line.NameAt(start);
            if (
                count is 2 or 3
                && start + count < line.Words.Count
                && !line.Words[start + count - 1].EndsClause
                && Institutions.Has(line.Words[start].Key)
                && !IsNoun(line.Words[start + count - 1].Key)
                && char.IsLower(line.Words[start + count].Text[0])
            )
            {
                return Named(line, start, count);
            }
        }

        return null;
    }

    // A proper name, and not a common noun for an organisation: "Restaurant", "Familienbetrieb".
    private static Found<string>? Proper(VacancyLine line, int at, int count) =>
        !(
            count == 1
            && (IsNoun(line.Words[at].Key) || Vague.Has(line.Words[at].Key) || VacancyTitles.IsJob(line.Words[at].Key))
        )
        && !Enumerable
            .Range(at, count)
            .All(i => IsNoun(line.Words[i].Key) || Joints.Has(line.Words[i].Key) || NoNames.Has(line.Words[i].Key))
            ? Named(line, at, count)
            : null;

    private static Found<string>? Named(VacancyLine line, int at, int count) =>
        !(NoNames.Has(line.Words[at].Key) && !(IsArticle(line.Words[at].Key) && count > 1))
        && (count > 1 || !Behind.Has(line.Words[at].Key))
        && VacancyText.Name(line.Said(at, count), MaxOrganisation) is { } name
            ? new(name, line, line.Words[at].At)
            : null;

    private static bool IsArticle(string key) => Definite.Has(key);

    // "brique9", "iFix": not an ordinary word.
    private static bool IsNameLike(string word) =>
        word.Length > 2
        && (word.Any(char.IsAsciiDigit) || word.Skip(1).Any(char.IsUpper))
        && char.IsLetter(word[0])
        && word.All(char.IsLetterOrDigit);

    private static Found<string>? First<T>(IEnumerable<T> all, Func<T, Found<string>?> found) =>
        all.Select(found).FirstOrDefault(it => it is not null);
}
