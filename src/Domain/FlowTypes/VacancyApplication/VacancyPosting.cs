using System.Globalization;
using System.Text.Json;

namespace Flowgen.Domain.FlowTypes.VacancyApplication;

/// <summary>
/// The values of a <c>JobPosting</c> of schema.org in JSON-LD: <c>title</c>, <c>hiringOrganization</c>, <c>jobLocation</c>, <c>workHours</c>,
/// <c>baseSalary</c>. Each value has its position in the text of the vacancy, for its evidence.
/// </summary>
internal sealed class VacancyPosting
{
    private const int MaxJsonDepth = 32;
    private const int MaxLines = 200;
    private const string Type = "JobPosting";

    // Division by it removes trailing zeros: "24.0" becomes 24.
    private const decimal WithoutZeros = 1.0000000000000000000000000000m;

    // Several postings are a list of jobs, so none is used.
    private static readonly VacancyPosting None = new();

    // The members with texts of several lines.
    private static readonly string[] Texts =
    [
        "description",
        "qualifications",
        "educationRequirements",
        "experienceRequirements",
        "skills",
    ];

    private readonly List<(string Path, VacancyLine Value)> values = [];

    /// <summary>The only posting in the scripts; without values if there is none, or more than one.</summary>
    public static VacancyPosting Of(IReadOnlyList<SourcedText> scripts)
    {
        var found = scripts.SelectMany(In).Take(2).ToList();
        return found is [var only] ? only : None;
    }

    /// <summary>The values of a member, such as "hiringOrganization.name".</summary>
    public IEnumerable<VacancyLine> All(string path) => values.Where(it => it.Path == path).Select(it => it.Value);

    public VacancyLine? One(string path) => All(path).FirstOrDefault();

    /// <summary>The salary; null if only one end is known, or if the period is not an hour, a month or a year.</summary>
    public Found<Salary>? Salary()
    {
        var (from, to) = (Number("baseSalary.value.minValue"), Number("baseSalary.value.maxValue"));
        if (from is null && to is null)
        {
            from = to = Number("baseSalary.value.value") ?? Number("baseSalary.value");
        }

        return
            from is not null
            && to is not null
            && One("baseSalary.currency")?.Text is { Length: 3 } currency
            && currency.All(char.IsAsciiLetterUpper)
            && SalaryFigures.PeriodOf((One("baseSalary.value.unitText") ?? One("baseSalary.unitText"))?.Text ?? "")
                is { } period
            && SalaryFigures.Plausible(from.Value, to.Value, currency, period, isNet: false) is { } salary
            ? new(
                salary,
                (One("baseSalary.value.minValue") ?? One("baseSalary.value.value") ?? One("baseSalary.value"))!,
                0
            )
            : null;
    }

    /// <summary>The lines in the texts of a member, such as "description", with the position of each character.</summary>
    public IReadOnlyList<VacancyLine> Lines(string path) =>
        [
            .. texts
                .Where(it => it.Path == path)
                .SelectMany(it => VacancyText.Lines(VacancyMarkup.Unmarked(it.Text, [])))
                .Take(MaxLines),
        ];

    private decimal? Number(string path) =>
        decimal.TryParse(One(path)?.Text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            ? number / WithoutZeros
            : null;

    private static List<VacancyPosting> In(SourcedText script)
    {
        var text = script.ToString();
        var found = new List<VacancyPosting>();
        try
        {
            using var document = JsonDocument.Parse(
                text,
                new()
                {
                    AllowTrailingCommas = true,
                    CommentHandling = JsonCommentHandling.Skip,
                    MaxDepth = MaxJsonDepth,
                }
            );
            Find(document.RootElement, script, text, found);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Invalid JSON, or a text with an unpaired surrogate. The text of the page is still read.
        }

        return found;
    }

    private static void Find(JsonElement element, SourcedText script, string text, List<VacancyPosting> found)
    {
        if (element.ValueKind is JsonValueKind.Array)
        {
            foreach (var item in element.EnumerateArray())
            {
                Find(item, script, text, found);
            }
        }
        else if (element.ValueKind is JsonValueKind.Object)
        {
            if (element.TryGetProperty("@type", out var type) && IsPosting(type))
            {
                found.Add(new VacancyPosting());
                found[^1].Add("", element, script, text);
            }
            else if (element.TryGetProperty("@graph", out var graph))
            {
                Find(graph, script, text, found);
            }
            else if (element.TryGetProperty("mainEntity", out var entity))
            {
                Find(entity, script, text, found);
            }
        }
    }

    private static bool IsPosting(JsonElement type) =>
        type.ValueKind switch
        {
            JsonValueKind.String => type.ValueEquals(Type),
            JsonValueKind.Array => type.EnumerateArray()
                .Any(it => it.ValueKind is JsonValueKind.String && it.ValueEquals(Type)),
            _ => false,
        };

    private int searched;
    private readonly List<(string Path, SourcedText Text)> texts = [];

    private void Add(string path, JsonElement element, SourcedText script, string text)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var member in element.EnumerateObject())
                {
                    Add(path.Length == 0 ? member.Name : $"{path}.{member.Name}", member.Value, script, text);
                }

                break;
            case JsonValueKind.Array:
                foreach (var item in element.EnumerateArray())
                {
                    Add(path, item, script, text);
                }

                break;
            case JsonValueKind.String or JsonValueKind.Number:
                // Members come in the order of the text, so each search continues at the end of the last one.
                var raw = element.GetRawText();
                var at = text.IndexOf(raw, searched, StringComparison.Ordinal);
                if (at >= 0)
                {
                    searched = at + raw.Length;
                    var value = element.ValueKind is JsonValueKind.String ? element.GetString()! : raw;
                    if (Texts.Contains(path.Split('.')[0]))
                    {
                        texts.Add((path, Unescaped(script, at + 1, at + raw.Length - 1)));
                        break;
                    }

                    values.Add((path, new(Cleaned(value), script.Part(at, raw.Length))));
                }

                break;
        }
    }

    // Unescapes a well-formed string of JSON.
    private static SourcedText Unescaped(SourcedText script, int start, int end)
    {
        var (text, unescaped) = (script.ToString(start, Math.Max(0, end - start)), new SourcedText(end - start));
        for (var i = 0; i < text.Length; )
        {
            var length =
                text[i] != '\\' ? 1
                : text[i + 1] == 'u' ? 6
                : 2;
            var character = (length, text[i + length - 1]) switch
            {
                (1, var it) => it,
                (2, 'n') => '\n',
                (2, 'r') => '\r',
                (2, 't') => '\t',
                (2, 'b' or 'f') => ' ',
                (2, var it) => it,
                _ => (char)int.Parse(text.AsSpan(i + 2, 4), NumberStyles.HexNumber, CultureInfo.InvariantCulture),
            };
            unescaped.Append(character, (script.Place(start + i).Start, script.Place(start + i + length - 1).End));
            i += length;
        }

        return unescaped;
    }

    private static string Cleaned(string value) =>
        string.Join(
            ' ',
            VacancyText.Lines(VacancyMarkup.Unmarked(SourcedText.Of(value), [])).Select(line => line.Text)
        );
}
