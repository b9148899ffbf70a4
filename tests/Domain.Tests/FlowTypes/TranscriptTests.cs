using System.Text;
using Flowgen.Domain.Flows;
using Flowgen.Domain.FlowTypes;
using Flowgen.Domain.FlowTypes.VacancyApplication;

namespace Flowgen.Domain.Tests.FlowTypes;

/// <summary>
/// What a flow says, as a candidate reads it, in every language and tone: files of <c>Transcripts</c>, so that a change of
/// words is seen in review. <c>FLOWGEN_APPROVE=1</c> writes them anew.
/// </summary>
public class TranscriptTests
{
    private const string Vacancy = """
        Functie: Vrachtwagenchauffeur
        Bedrijf: Jansen Transport B.V.
        Standplaats: Utrecht
        Uren: 32 tot 40 uur per week
        Salaris: € 2.500 tot € 3.200 bruto per maand
        """;

    private static readonly AppointmentTexts AppointmentTexts = new(
        "Great, {{session.first_name}}! Time to get to know each other. Quickly schedule an appointment at a time that suits you. The appointment will take about {{session.schedule.appointment_duration}} minutes 🗓️",
        "Great! Now choose a time that suits you best 🕒",
        "Unfortunately, there are no available times left on this day.",
        "We have noted {{session._selectedAppointmentSlot.date_time_string}} for you. Is this correct and are you available?",
        "Understood! Let's pick a new moment!"
    );

    public static TheoryData<string, Tone> LanguagesAndTones =>
        [.. Phrasebook.Languages.SelectMany(language => Enum.GetValues<Tone>().Select(tone => (language, tone)))];

    [Theory]
    [MemberData(nameof(LanguagesAndTones))]
    public void The_sample_reads_and_looks_as_approved(string language, Tone tone)
    {
        var design = VacancyApplicationComposer.Compose(Sample(language, tone));

        Approve($"sample-{language}-{tone}.txt", Told(design));
        Approve($"sample-{language}-{tone}.svg", SvgDiagram.Of(design));
    }

    [Theory]
    [MemberData(nameof(LanguagesAndTones))]
    public void So_does_every_other_phrase(string language, Tone tone) =>
        Approve($"more-{language}-{tone}.txt", Told(VacancyApplicationComposer.Compose(More(language, tone))));

    [Fact]
    public void The_picture_of_the_readme_is_the_flow_of_its_request() =>
        Approve(
            "readme.svg",
            SvgDiagram.Of(
                VacancyApplicationComposer.Compose(
                    new(
                        "en",
                        EmojiUsage: 1,
                        FlowName: null,
                        [new("Has drivers license B", "drivers_license")],
                        [new("Available on weekends", "weekends")],
                        [new("email", "email")],
                        [],
                        []
                    )
                    {
                        Vacancy = VacancyReader.Read(
                            "Delivery driver\nCompany: Van Dijk Bakery\nLocation: Utrecht\nHours: 32 hours per week"
                        ),
                    }
                )
            )
        );

    // The sample request of the seed.
    private static VacancyApplicationParameters Sample(string language, Tone tone) =>
        new(
            language,
            EmojiUsage: 3,
            "Driver",
            [
                new("Has drivers license B", "drivers_license"),
                new("Must be communicative", "communicative"),
                new("Work permit?", "ats_field:connexys:work_permit"),
            ],
            [new("Lives in Amsterdam", "location")],
            [new("firstName", "first_name"), new("email", "email"), new("phoneNumber", "phone")],
            [new("address", "address"), new("linkedin", "linkedin"), new("portfolio", "portfolio")],
            [new("en", [1, 2, 3], AppointmentTexts)]
        )
        {
            Tone = tone,
            Vacancy = VacancyReader.Read("Example vacancy text here."),
        };

    // What it leaves out: words that no rule knows, other fields, and what a vacancy tells.
    private static VacancyApplicationParameters More(string language, Tone tone) =>
        new(
            language,
            EmojiUsage: 5,
            FlowName: null,
            [
                new("Affinity with transport", "affinity"),
                new("Minimaal 2 jaar ervaring", "years"),
                new("18+ years old", "age"),
                new("No criminal record", "record"),
            ],
            [new("Spreekt vloeiend Duits", "german"), new("Weekend", "weekend"), new("Own van", "van")],
            [
                new("hours", "hours"),
                new("salary", "salary"),
                new("Shoe size", "ats_field:connexys:shoeSize"),
                new("x", "ats_field:connexys:dateOfBirth"),
                new("cv", "cv"),
                new("website", "website"),
            ],
            [new("startDate", "start")],
            [new(language, null, new())]
        )
        {
            Tone = tone,
            Vacancy = VacancyReader.Read(Vacancy),
        };

    private static void Approve(string name, string text)
    {
        var file = name.ToLowerInvariant();
        if (Environment.GetEnvironmentVariable("FLOWGEN_APPROVE") == "1")
        {
            File.WriteAllText(Path.Combine(Sources(), file), text);
            return;
        }

        var approved = Path.Combine(AppContext.BaseDirectory, "Transcripts", file);
        Assert.Equal(File.Exists(approved) ? File.ReadAllText(approved) : "", text);
    }

    private static string Told(FlowDesign design)
    {
        var told = new StringBuilder($"{design.Name}\n");
        foreach (var node in design.Nodes)
        {
            told.Append($"\n{node.Name}\n  {node.Action.Value.Text.Replace("\n", "\n  ", StringComparison.Ordinal)}\n");
            if (node.Action.Value.Options is { } options)
            {
                told.Append($"  [{string.Join("] [", options.Select(option => option.Label))}]\n");
            }
        }

        return $"{told}\nreminder\n  {design.ReminderMessage}\n";
    }

    private static string Sources()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Flowgen.slnx")))
        {
            folder = folder.Parent;
        }

        return Path.Combine(folder!.FullName, "tests", "Domain.Tests", "FlowTypes", "Transcripts");
    }
}
