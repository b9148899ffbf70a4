namespace Flowgen.Domain.FlowTypes.VacancyApplication.Requirements;

/// <summary>
/// What weighs or explains a requirement: "is a must", "preferred", "because …". It never survives into a question, and what is only
/// wished for is never asked for beside what is needed.
/// </summary>
internal static class RequirementEnds
{
    private const int MaxVerdict = 7;

    private enum Weight
    {
        None,
        Must,
        Wish,
        Welcome,
    }

    /// <summary>The words that are asked for.</summary>
    public static ReadOnlySpan<Token> Without(RequirementGrammar grammar, Token[] tokens)
    {
        tokens = WithoutMiddle(grammar, tokens);
        var start = 0;
        while (start < tokens.Length - 1 && tokens.AsSpan(start..^1).Longest(grammar.Heads) is > 0 and var length)
        {
            start += length;
        }

        var end = WithoutReason(grammar, tokens, start);
        ReadOnlySpan<Token> asked = Needed(grammar, tokens.AsSpan(start..end));

        // "No licence required": without its end, it would be another requirement.
        return grammar.Negates(asked) && !asked.Exists(it => grammar.Negates([it]) && grammar.Nouns.ContainsKey(it.Key))
            ? tokens.AsSpan(..end)
            : asked;
    }

    // "Maîtrise impérative d’Excel": where nouns come first, a tail may follow its noun.
    private static Token[] WithoutMiddle(RequirementGrammar grammar, Token[] tokens)
    {
        for (var i = 1; grammar.Words.NounFirst && i < tokens.Length - 1; i++)
        {
            if (
                grammar.Nouns.ContainsKey(tokens[i - 1].Key)
                && grammar.Bounds.Contains(tokens[i + 1].Key)
                && grammar.Tails.Longest(tokens.AsSpan(i..(i + 1))) == 1
            )
            {
                return [.. tokens[..i], .. tokens[(i + 1)..]];
            }
        }

        return tokens;
    }

    private static int WithoutReason(RequirementGrammar grammar, Token[] tokens, int start)
    {
        for (var i = start + 1; i < tokens.Length - 1; i++)
        {
            var rest = tokens.AsSpan(i..);
            if (
                rest.Longest(grammar.Reasons) > 0
                || (tokens[i].Text is "," or "–" && IsPromise(grammar, rest[1..]))
                || (
                    tokens[i].Text == ","
                    && grammar.IsRemark(tokens[i + 1])
                    && !HasDigit(rest)
                    && !IsStatement(grammar, rest[1..])
                )
                || IsConceded(grammar, tokens, start, i)
            )
            {
                return WithoutSigns(tokens, start, i);
            }
        }

        return tokens.Length;
    }

    // "Barista experience, latte art you learn from us", "a degree, experience not needed"
    private static bool IsPromise(RequirementGrammar grammar, ReadOnlySpan<Token> rest) =>
        !rest.Exists(it => it.Text is ",")
        && (
            grammar.Promises.Longest(rest) > 0
            || (grammar.Words.Compounds && grammar.NotRequired.Longest(rest) > 0 && !HasDigit(rest))
        );

    // Clause by clause: "Dutch is a must, French is a plus".
    private static Token[] Needed(RequirementGrammar grammar, ReadOnlySpan<Token> tokens)
    {
        List<(int Start, int End, Weight Weight)> clauses = [];
        var from = 0;
        for (var i = 1; i <= tokens.Length; i++)
        {
            if (i < tokens.Length && !IsSeparator(grammar, tokens[i]))
            {
                continue;
            }

            if (clauses.Count > 0 && grammar.Words.Gerund is not "" && IsNotRequired(grammar, tokens[from..i]))
            {
                break; // "Sage helpful, not essential"
            }

            var end = Stripped(grammar, tokens, from, i, out var weight);
            if (i == tokens.Length || weight is not Weight.None && !IsConcession(grammar, tokens, i))
            {
                clauses.Add((from, end, weight));
                from = Math.Min(i + 1, tokens.Length);
            }
        }

        // "Career changers are welcome": nothing that is asked for.
        foreach (var weight in new[] { Weight.Welcome, Weight.Wish })
        {
            if (clauses.Exists(it => it.Weight != weight))
            {
                clauses.RemoveAll(it => it.Weight == weight);
            }
        }

        List<Token> asked = [];
        foreach (var (start, end, weight) in clauses.Where(it => it.End > it.Start))
        {
            if (asked.Count > 0)
            {
                asked.Add(tokens[start - 1]);
            }

            // "Career changers are welcome" asks for none of them.
            asked.AddRange(
                weight is Weight.Welcome
                && grammar.Nouns.GetValueOrDefault(tokens[end - 1].Key) is { Frame: "be" or "group" }
                && !tokens[start..end].Exists(it => grammar.Bounds.Contains(it.Key))
                    ? tokens[start..]
                    : tokens[start..WithoutWish(grammar, tokens, start, end, weight)]
            );
        }

        return [.. asked];
    }

    // "German at level C1, English an advantage", "A degree, preferably in law".
    private static int WithoutWish(
        RequirementGrammar grammar,
        ReadOnlySpan<Token> tokens,
        int start,
        int end,
        Weight weight
    )
    {
        var (comma, commas) = (-1, 0);
        for (var i = start + 1; i < end - 1; i++)
        {
            if (tokens[i].Text is not ("," or ";" or "+" or "–"))
            {
                continue;
            }

            if (tokens[(i + 1)..end].Longest(grammar.WishLeads) > 0)
            {
                return i;
            }

            (comma, commas) = (i, commas + 1);
        }

        // "CAP coiffure et BP coiffure idéalement": the word weighs what is next to it.
        if (
            grammar.Words.NounFirst
            && weight is Weight.Wish
            && commas == 0
            && IsLead(grammar, tokens, end)
            && tokens[start..end].LastIndexOf(grammar.IsAnd) is > 0 and var and
            && start + and + 1 < end
            && IsThing(grammar, tokens[start])
            && IsThing(grammar, tokens[start + and + 1])
        )
        {
            return start + and;
        }

        return
            weight is (Weight.Wish or Weight.Welcome)
            && commas == 1
            && !tokens[(comma + 1)..end].Exists(grammar.IsJoint)
            ? comma
            : end;
    }

    // "A degree preferred but experience counts more": what follows takes the wish back.
    private static bool IsConceded(RequirementGrammar grammar, Token[] tokens, int start, int at) =>
        grammar.Words.InfinitiveFirst
        && grammar.But.Contains(tokens[at].Key)
        && Tail(grammar, tokens.AsSpan(start..at), out var isMust) > 0
        && !isMust
        && grammar.NotRequired.Longest(tokens) == 0;

    private static bool IsLead(RequirementGrammar grammar, ReadOnlySpan<Token> tokens, int at) =>
        at < tokens.Length && tokens[at..].Longest(grammar.WishLeads) > 0;

    private static bool IsThing(RequirementGrammar grammar, Token token) =>
        grammar.Nouns.GetValueOrDefault(token.Key) is { Frame: "have" }
        || (token.Text.Length > 1 && token.Text.All(char.IsUpper));

    // Tails, from the last one; what "but not essential" takes back is one as well.
    private static int Stripped(
        RequirementGrammar grammar,
        ReadOnlySpan<Token> tokens,
        int start,
        int end,
        out Weight weight
    )
    {
        weight = Weight.None;
        while (end - start > 1)
        {
            var words = tokens[start..end];
            var (length, its) = (Tail(grammar, words, out var isMust), isMust ? Weight.Must : Weight.Wish);
            its = length > 0 && grammar.Welcomes.Longest(words) >= length ? Weight.Welcome : its;
            var but = ButNotRequired(grammar, words);
            if (but > length)
            {
                (length, its) = (but, Weight.Wish);
            }

            var verdict = Verdict(grammar, words, out var isDemanded);
            if (verdict > length)
            {
                (length, its) = (verdict, isDemanded ? Weight.Must : Weight.Wish);
            }

            if (length == 0 || length >= words.Length)
            {
                break;
            }

            (weight, end) = (its, WithoutSigns(tokens, start, end - length));
            if (grammar.But.Contains(tokens[end - 1].Key) && end - start > 1)
            {
                end = WithoutSigns(tokens, start, end - 1);
                end -= grammar.NotRequired.Longest(tokens[start..end]);
                (weight, end) = (Weight.Wish, WithoutSigns(tokens, start, end));
            }
        }

        return WithoutSigns(tokens, start, end);
    }

    // "is handy on the shop floor", "are a big plus": what the recruiter thinks of it, in other words than those of a list.
    private static int Verdict(RequirementGrammar grammar, ReadOnlySpan<Token> words, out bool isDemanded)
    {
        isDemanded = false;
        var at = words.LastIndexOf(it => grammar.Copulas.Contains(it.Key));
        if (at <= 0)
        {
            return 0;
        }

        var (isWeighed, isNegated, isPlaced) = (false, false, false);
        for (var i = at + 1; i < words.Length; i++)
        {
            var token = words[i];
            if (grammar.Verdicts.Contains(token.Key) || grammar.Demands.Contains(token.Key))
            {
                (isWeighed, isDemanded) = (true, grammar.Demands.Contains(token.Key));
            }
            else if (grammar.Negations.Contains(token.Key))
            {
                isNegated = true;
            }
            else if (grammar.Bounds.Contains(token.Key))
            {
                isPlaced = true; // "on the shop floor"
            }
            else if (!isPlaced && !grammar.Determiners.Contains(token.Key) && !grammar.Degree.Contains(token.Key))
            {
                return 0;
            }
        }

        // "is not needed" says that nothing is asked for.
        if (isNegated && !words[at..].Exists(it => grammar.Verdicts.Contains(it.Key)))
        {
            return 0;
        }

        isDemanded &= !isNegated;
        return isWeighed && words.Length - at <= MaxVerdict ? words.Length - at : 0;
    }

    private static int Tail(RequirementGrammar grammar, ReadOnlySpan<Token> words, out bool isMust)
    {
        foreach (var (tails, musts) in SharedWords.All.Tails.Prepend((grammar.Tails, grammar.Musts)))
        {
            if (tails.Longest(words) is > 0 and var length)
            {
                isMust = musts.Longest(words) >= length;
                return length;
            }
        }

        isMust = false;
        return 0;
    }

    private static int ButNotRequired(RequirementGrammar grammar, ReadOnlySpan<Token> words) =>
        grammar.NotRequired.Longest(words) is > 0 and var length
        && length < words.Length
        && words[^(length + 1)] is var before
        && (grammar.But.Contains(before.Key) || (grammar.Words.Gerund is not "" && before.Text is "," or "-" or "–"))
            ? length + 1
            : 0;

    private static bool IsNotRequired(RequirementGrammar grammar, ReadOnlySpan<Token> words) =>
        words.Length > 0 && grammar.NotRequired.Longest(words) == words.Length;

    // "Autonome, vous savez travailler en équipe": what the candidate knows, likes or has is asked for.
    private static bool IsStatement(RequirementGrammar grammar, ReadOnlySpan<Token> rest) =>
        grammar.Words.NounFirst
        && rest.Length > 2
        && rest.Longest(grammar.Subjects) == 1
        && grammar.Finite.TryGetValue(rest[1].Lower, out var verb)
        && (
            grammar.States.Contains(Spelling.Fold(verb.Infinitive))
            || grammar.Having.Contains(Spelling.Fold(verb.Infinitive))
        );

    private static bool IsConcession(RequirementGrammar grammar, ReadOnlySpan<Token> tokens, int separator) =>
        separator + 1 < tokens.Length && grammar.But.Contains(tokens[separator + 1].Key);

    private static bool IsSeparator(RequirementGrammar grammar, Token token) =>
        token.Text is "," or ";" or "–" || grammar.IsAnd(token);

    private static int WithoutSigns(ReadOnlySpan<Token> tokens, int start, int end)
    {
        while (end > start + 1 && tokens[end - 1].Text is "," or ":" or "-" or "–" or ";" or "!")
        {
            end--;
        }

        return end;
    }

    private static bool HasDigit(ReadOnlySpan<Token> tokens) => tokens.Exists(it => it.Text.Any(char.IsDigit));
}
