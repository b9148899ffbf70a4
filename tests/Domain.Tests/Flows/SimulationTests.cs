using System.Text.Json;
using Flowgen.Domain.Flows;
using Flowgen.Domain.FlowTypes.Appointments;
using Flowgen.Domain.FlowTypes.VacancyApplication;
using Flowgen.Domain.Tests.FlowTypes;
using FsCheck.Xunit;

namespace Flowgen.Domain.Tests.Flows;

[Properties(Arbitrary = [typeof(RandomParameters), typeof(RandomAnswers)], MaxTest = 100)]
public class SimulationTests
{
    private static readonly NodeAction LicenseAction = new(
        ActionType.Ask,
        ActionSubType.List,
        new("License?", Options: [new("yes", "Ja"), new("no", "Nee")]),
        "license"
    );

    private static readonly FlowDesign Driver = new(
        "Driver",
        "en",
        1,
        "Still there?",
        1,
        [
            new(0, "license", true, null, LicenseAction, [new(Is("license", "no"), 6), new(null, 1)]),
            Node(
                1,
                "email",
                new(
                    ActionType.Ask,
                    ActionSubType.Text,
                    new("E-mail?", Format: AnswerFormat.Email, RepeatText: "Once more?"),
                    "email"
                ),
                new(new("email", ConditionOperator.IsInvalid), 1),
                new(null, 2)
            ),
            Node(
                2,
                "day",
                new(ActionType.Ask, ActionSubType.Appointment, new("Day?"), "day"),
                new(new("day", ConditionOperator.IsUnavailable), 3),
                new(null, 5)
            ),
            Node(3, "no-day", Say("None free, {{session.email}}."), new NodeTransition(null, 2)),
            Node(4, "unused", Say("?"), new NodeTransition(null, 5)),
            new(
                5,
                "accepted",
                false,
                EndFlowType.Accepted,
                Say("{{session.email}} on {{ session.day.date }}; {{session.x}}"),
                []
            ),
            new(6, "declined", false, EndFlowType.Declined, Say("Bye."), []),
        ]
    );

    [Property]
    public void Every_combination_of_knockout_answers_ends_where_it_must(VacancyApplicationParameters parameters)
    {
        var asked = parameters with { KnockoutRequirements = [.. parameters.KnockoutRequirements.Take(8)] };
        var design = VacancyApplicationComposer.Compose(asked);
        var knockouts = VacancyApplicationComposer.Promises(asked).Knockouts.ToList(); // no open questions: those decide nothing
        var willing = Willing(design);
        for (var bits = 0; bits < 1 << knockouts.Count; bits++)
        {
            var answers = willing.ToDictionary();
            foreach (var (i, field) in knockouts.Index())
            {
                answers[field] = [(bits >> i & 1) == 1 ? "yes" : "no"];
            }

            var outcome = Simulation.Run(design, new(answers, []));

            var firstNo = knockouts.FindIndex(field => answers[field] is ["no"]);
            Assert.Equal(firstNo < 0 ? EndFlowType.Accepted : EndFlowType.Declined, outcome.Ending);
            Assert.Equal(
                firstNo < 0 ? knockouts : knockouts[..(firstNo + 1)],
                outcome.Variables.Keys.Where(knockouts.Contains)
            );
        }
    }

    [Property]
    public void A_candidate_who_answers_every_question_reaches_an_end(
        VacancyApplicationParameters parameters,
        List<string?> said
    ) => ComesToAnEnd(VacancyApplicationComposer.Compose(parameters), said);

    [Property]
    public void A_candidate_who_only_makes_appointments_reaches_an_end(
        AppointmentFlowParameters parameters,
        List<string?> said
    ) => ComesToAnEnd(AppointmentFlowComposer.Compose(parameters), said);

    [Property]
    public void Only_a_no_to_the_greeting_or_a_knockout_declines(
        VacancyApplicationParameters parameters,
        List<string?> said
    )
    {
        var outcome = Simulation.Run(VacancyApplicationComposer.Compose(parameters), InOrder(said));

        if (outcome.Ending is EndFlowType.Declined)
        {
            var last = outcome.Transcript.Last(turn => turn.Speaker is Speaker.Candidate).VariableName!;
            Assert.Equal("no", outcome.Variables[last]);
            Assert.Contains(last, parameters.KnockoutRequirements.Select(one => one.SessionField).Prepend("_start"));
        }
    }

    [Property]
    public void The_same_answers_give_the_same_conversation(
        VacancyApplicationParameters parameters,
        List<string?> said
    ) =>
        Assert.Equal(
            JsonSerializer.Serialize(Simulation.Run(VacancyApplicationComposer.Compose(parameters), InOrder(said))),
            JsonSerializer.Serialize(Simulation.Run(VacancyApplicationComposer.Compose(parameters), InOrder(said)))
        );

    [Fact]
    public void The_transcript_has_the_messages_in_order()
    {
        var outcome = Run("JA", "jo", " jo@example.com ", null, "Monday");

        Assert.Equal(
            [
                "Chatbot: License?",
                "Candidate: JA",
                "Chatbot: E-mail?",
                "Candidate: jo",
                "Chatbot: Once more?",
                "Candidate:  jo@example.com ",
                "Chatbot: Day?",
                "Candidate: ",
                "Chatbot: None free, jo@example.com.",
                "Chatbot: Day?",
                "Candidate: Monday",
                "Chatbot: jo@example.com on Monday; {{session.x}}",
            ],
            outcome.Transcript.Select(turn => $"{turn.Speaker}: {turn.Text}")
        );
        Assert.Equal((SimulationStatus.Ended, EndFlowType.Accepted), (outcome.Status, outcome.Ending));
        Assert.Equal("yes jo@example.com Monday", string.Join(' ', outcome.Variables.Values));
        Assert.Equal([true, false, true, false, true], outcome.Transcript.Select(turn => turn.IsValid).OfType<bool>());
    }

    [Fact]
    public void A_missing_answer_is_asked_for()
    {
        var outcome = Run("yes");

        Assert.Equal((SimulationStatus.AwaitingAnswer, null), (outcome.Status, outcome.Ending));
        Assert.Equal(
            new("email", "email", ActionSubType.Text, "E-mail?", Options: null, AnswerFormat.Email),
            outcome.Awaiting
        );
        Assert.Equal("E-mail?", outcome.Transcript[^1].Text);
    }

    [Theory]
    [InlineData("maybe")]
    [InlineData("")]
    [InlineData(null)]
    public void An_answer_that_is_none_of_the_choices_repeats_the_question(string? answer)
    {
        var outcome = Run(answer);

        Assert.Equal("license", outcome.Awaiting?.Node);
        Assert.Empty(outcome.Variables);
        Assert.False(outcome.Transcript[1].IsValid);
    }

    [Fact]
    public void Answers_by_name_take_precedence_over_answers_in_order_and_each_is_used_once()
    {
        var named = new Dictionary<string, IReadOnlyList<string?>> { ["email"] = ["x", "y"], ["license"] = ["yes"] };

        var outcome = Simulation.Run(Driver, new(named, ["jo@example.com", "Friday"]));

        Assert.Equal(EndFlowType.Accepted, outcome.Ending);
        Assert.Equal(
            ["yes", "x", "y", "jo@example.com", "Friday"],
            outcome.Transcript.Where(turn => turn.Speaker is Speaker.Candidate).Select(turn => turn.Text)
        );
    }

    [Fact]
    public void An_answer_is_not_searched_for_placeholders()
    {
        var outcome = Run("yes", "{{session.license}}@example.com", null);

        Assert.Contains("None free, {{session.license}}@example.com.", outcome.Transcript.Select(turn => turn.Text));
    }

    [Fact]
    public void An_endless_flow_is_stopped()
    {
        var broken = Driver with { Nodes = [new(0, "loop", true, null, Say("Hi."), [new(null, 0)])] };

        var outcome = Simulation.Run(broken, InOrder([]));

        Assert.Equal(SimulationStatus.Stopped, outcome.Status);
        Assert.Equal(Simulation.MaxSteps, outcome.Transcript.Count);
    }

    [Fact]
    public void A_conversation_that_becomes_too_long_is_stopped()
    {
        var many = string.Concat(Enumerable.Repeat("{{session.email}}", 3_200));
        var nodes = Driver.Nodes.Select(node => node.Name is "no-day" ? node with { Action = Say(many) } : node);
        var email = $"{new string('x', 238)}@example.com";

        var outcome = Simulation.Run(
            Driver with
            {
                Nodes = [.. nodes],
            },
            InOrder(["yes", email, .. Enumerable.Repeat((string?)null, 400)])
        );

        Assert.Equal(SimulationStatus.Stopped, outcome.Status);
        Assert.InRange(outcome.Transcript.Sum(turn => turn.Text?.Length ?? 0), 1_000_000, 2_000_000);
    }

    [Theory]
    [InlineData(
        "nl",
        "Ja",
        "Nee",
        "ja",
        "JA!",
        "ja.",
        " Ja ",
        "ja hoor",
        "Ja 👍",
        "ｊａ",
        "\u200Bja\u200B",
        "j\u00ADa",
        "Jazeker!!",
        "yes"
    )]
    [InlineData(
        "nl",
        "Ja, dat klopt",
        "Nee, er klopt iets niet",
        "ja",
        "Ja dat klopt",
        "JA, DAT KLOPT!",
        "ja…",
        "klopt"
    )]
    [InlineData("en", "Yes", "No", "yes", "YES!!", "Yes, please", "yeah", "Yes I do.", "“yes”")]
    [InlineData(
        "de",
        "Ja",
        "Nein",
        "ja",
        "Ja!",
        "ja klar",
        "Ja, gerne 😀",
        "Natürlich",
        "naturlich",
        "natu\u0308rlich"
    )]
    [InlineData("fr", "Oui", "Non", "oui", "OUI !", "oui\u00A0!", "Bien sûr", "bien sur", "Oui, j’en ai un")]
    public void A_typed_answer_selects_its_option(string language, string yes, string no, params string[] said) =>
        Assert.All(said, answer => Assert.Equal("yes", Chosen(language, [new("yes", yes), new("no", no)], answer)));

    [Theory]
    [InlineData("nl", "Ja", "Nee", "nee", "NEE!", "nee hoor", "Neen.", "Nee, helaas", "no", "n\u200Dee")]
    [InlineData("nl", "Ja, dat klopt", "Nee, dat klopt niet", "nee", "Nee dat klopt niet", "dat klopt niet")]
    [InlineData("en", "Yes", "No", "No.", "no thanks", "I don’t", "nope")]
    [InlineData("de", "Ja", "Nein", "nein!", "Leider nicht", "nö")]
    [InlineData("fr", "Oui", "Non", "non", "Non merci", "Pas encore")]
    public void A_typed_no_selects_its_option(string language, string yes, string no, params string[] said) =>
        Assert.All(said, answer => Assert.Equal("no", Chosen(language, [new("yes", yes), new("no", no)], answer)));

    [Theory]
    [InlineData("nl", "Ja", "Nee", "ja maar nee", "misschien", "janee", "👍", "", "!", "\u3164")]
    [InlineData("en", "A, first", "A, last", "a", "A")]
    [InlineData("en", "C++", "C#", "c", "C")]
    [InlineData("en", "1-2 years", "12 years", "1 years")]
    public void An_ambiguous_answer_selects_no_option(string language, string yes, string no, params string[] said) =>
        Assert.All(said, answer => Assert.Null(Chosen(language, [new("yes", yes), new("no", no)], answer)));

    [Theory]
    [InlineData("skip", "overslaan", "Overslaan!", "sla over")]
    [InlineData("C#", "c#", "C#!")]
    [InlineData("12 years", "12 Years!", "１２ years", "12\u00A0years", "١٢ years")]
    [InlineData("€ 12", "€ 12,", "€\u202F12")]
    [InlineData("1️⃣", "1", "1️⃣")]
    [InlineData("L’après-midi", "l'apres midi", "L'APRÈS-MIDI")]
    public void Any_option_can_be_typed(string label, params string[] said) =>
        Assert.All(
            said,
            answer =>
                Assert.Equal(
                    label is "skip" ? "skip" : "x",
                    Chosen(
                        "nl",
                        [new(label is "skip" ? "skip" : "x", label is "skip" ? "Overslaan" : label), new("y", "C++")],
                        answer
                    )
                )
        );

    [Theory]
    [InlineData(
        "jo@example.com",
        "jo@example.com",
        " JO <jo@example.com>",
        "mailto:jo@example.com",
        "MAILTO:jo@example.com?subject=Hi"
    )]
    [InlineData(
        "jo@example.com",
        "<jo@example.com>",
        "jo@\u200Bexample.com",
        "\u202Ajo@example.com\u202C",
        "jo@example.com.",
        "E-mail: jo@example.com"
    )]
    [InlineData(
        "jo@example.com",
        "ｊｏ＠ｅｘａｍｐｌｅ．ｃｏｍ",
        "jo@example\u00AD.com",
        "“Jo” <mailto:jo@example.com>",
        "jo@example.com\u00A0"
    )]
    [InlineData(
        "jo@example.com",
        "'jo@example.com'",
        "\"jo@example.com\".",
        "‘jo@example.com’",
        "(jo@example.com)",
        "`jo@example.com`",
        "«jo@example.com»!"
    )]
    [InlineData(
        "jo@example.com",
        "jo@example.com/",
        "jo@example.com😀",
        "jo@example.com 👍🏽",
        "✉️ jo@example.com",
        "E-mail: jo@example.com ☺.",
        "jo@example.com <mailto:jo@example.com>"
    )]
    [InlineData("j.o+x@sub.exämple.nl", "j.o+x@sub.exämple.nl", "mailto:j.o%2Bx@sub.ex%C3%A4mple.nl?subject=a%40b")]
    [InlineData("jo%2Bx@example.com", "jo%2Bx@example.com")]
    [InlineData("o'brien@example.com", "o'brien@example.com")]
    [InlineData("\"jo\"@example.com", "\"jo\"@example.com", "<\"jo\"@example.com>")]
    [InlineData("jan-pieter@example.com", "jan‑pieter@example.com", "jan–pieter@example.com")]
    public void An_email_address_is_normalised(string kept, params string[] said) =>
        Keeps(AnswerFormat.Email, kept, said);

    [Theory]
    [InlineData(
        "06 1234 5678",
        "06 1234 5678",
        "06\u00A01234\u00A05678",
        "06\u202F1234\u20095678",
        "\u202D06 1234 5678\u202C",
        "06  1234 5678"
    )]
    [InlineData(
        "06-12345678",
        "06-12345678",
        "06–12345678",
        "06—12345678",
        "06‑12345678",
        "06−12345678",
        "０６－１２３４５６７８",
        "tel:06-12345678"
    )]
    [InlineData(
        "+31612345678",
        "+31612345678",
        "tel:+31612345678",
        "\u2066+31612345678\u2069",
        "＋３１６１２３４５６７８",
        "Tel. +31612345678",
        "Mobiel: +31612345678"
    )]
    [InlineData(
        "06 1234 5678",
        "☎ 06 1234 5678",
        "☎️06 1234 5678",
        "📱06 1234 5678",
        "06 1234 5678 👍🏽",
        "Mobiel: 📱 06 1234 5678",
        "'06 1234 5678'",
        "- 06 1234 5678"
    )]
    [InlineData("+31612345678", "tel:%2B31612345678", "+31612345678/")]
    [InlineData("+31 (0)6-1234 5678", "+31 (0)6-1234 5678", "+31 (0)6-1234 5678.")]
    [InlineData("0612345678", "٠٦١٢٣٤٥٦٧٨", "06\u200B12345678", "0612345678!")]
    [InlineData("06.12.34.56.78", "06.12.34.56.78", "06·12·34·56·78")]
    [InlineData("030/123456", "030/123456", "030⁄123456")]
    [InlineData(
        "020 123 4567 ext. 12",
        "020 123 4567 ext. 12",
        "020 123 4567 x12",
        "020 123 4567 toestel 12",
        "020 123 4567, tst. 12",
        "tel:020 123 4567;ext=12",
        "020 123 4567 #12"
    )]
    public void A_telephone_number_is_normalised(string kept, params string[] said) =>
        Keeps(AnswerFormat.Phone, kept, said);

    [Theory]
    [InlineData(
        "https://www.linkedin.com/in/jo?x=1#y",
        "https://www.linkedin.com/in/jo?x=1#y",
        "<https://www.linkedin.com/in/jo?x=1#y>",
        "\u200Bhttps://www.linkedin.com/in/jo?x=1#y."
    )]
    [InlineData(
        "linkedin.com/in/jo",
        "linkedin.com/in/jo",
        "LinkedIn: linkedin.com/in/jo",
        "ｌｉｎｋｅｄｉｎ.com/in/jo",
        "linkedin.com/in/jo\u00A0"
    )]
    [InlineData("linkedin.com/in/jo", "'linkedin.com/in/jo'", "(linkedin.com/in/jo).", "👉 linkedin.com/in/jo 😀")]
    [InlineData("nl.wikipedia.org/wiki/A–B", "nl.wikipedia.org/wiki/A–B")]
    public void A_web_address_is_normalised(string kept, params string[] said) => Keeps(AnswerFormat.Url, kept, said);

    [Theory]
    [InlineData("x", "x", " x\u00A0", "\u200Bx", "\u3164x")]
    [InlineData("Größe – ４２", "Größe – ４２")]
    public void A_text_is_stored_unchanged(string kept, params string[] said) => Keeps(AnswerFormat.Text, kept, said);

    [Theory]
    [InlineData(
        "nl",
        "2030-12-31",
        "31-12-2030",
        "31/12/2030",
        "31.12.2030",
        "31-12-30",
        "31 december 2030",
        "31 dec. 2030",
        "vanaf 31 december 2030",
        "2030-12-31",
        "31122030",
        "31\u00A0december\u00A02030",
        "31–12–2030",
        "３１-１２-２０３０"
    )]
    [InlineData(
        "en",
        "1990-05-02",
        "2/5/1990",
        "2 May 1990",
        "2nd of May 1990",
        "May 2, 1990",
        "May 2nd 1990",
        "02.05.90",
        "2-5-1990"
    )]
    [InlineData("en", "2030-12-31", "12/31/2030", "31/12/2030")]
    [InlineData(
        "de",
        "2030-03-01",
        "1.3.2030",
        "01.03.30",
        "1. März 2030",
        "ab 1. März 2030",
        "ab dem 01.03.2030",
        "zum 1. März 2030",
        "1.3.2030."
    )]
    [InlineData(
        "fr",
        "2030-08-01",
        "1/8/2030",
        "1er août 2030",
        "le 1er août 2030",
        "à partir du 1er août 2030",
        "01 08 2030",
        "1 aout 2030"
    )]
    public void A_date_is_stored_as_year_month_and_day(string language, string kept, params string[] said) =>
        Keeps(AnswerFormat.Date, kept, said, language);

    [Theory]
    [InlineData(
        "nl",
        "per direct",
        "1 maart",
        "begin maart",
        "maart 2031",
        "over 2 weken",
        "Z.s.m.",
        "in overleg",
        "na mijn opzegtermijn",
        "volgende week maandag",
        "1-3"
    )]
    [InlineData(
        "en",
        "Immediately!",
        "1st of March",
        "in two weeks",
        "ASAP",
        "straight away",
        "next Monday",
        "1 month's notice",
        "March 2031"
    )]
    [InlineData(
        "de",
        "sofort",
        "ab sofort",
        "zum 1. März",
        "in zwei Wochen",
        "Nach Absprache",
        "01.03.",
        "nächsten Monat"
    )]
    [InlineData(
        "fr",
        "immédiatement",
        "tout de suite",
        "dès que possible",
        "dans 2 semaines",
        "le 1er mars",
        "à convenir",
        "mi-mars"
    )]
    public void A_start_date_can_be_a_phrase(string language, params string[] said) =>
        Assert.All(said, answer => Assert.Equal((true, answer), Read(AnswerFormat.Date, answer, language)));

    [Theory]
    [InlineData(
        "nl",
        "2500",
        "2500",
        "2.500",
        "€ 2.500,-",
        "€\u00A02.500,00",
        "2500 euro bruto per maand",
        "ongeveer 2.500",
        "2,5k",
        "EUR 2500",
        "2 500"
    )]
    [InlineData("nl", "14.5", "14,50", "€ 14,50 per uur", "14.5")]
    [InlineData("en", "2500", "2,500", "£2,500", "2500.00", "2.5k", "about 2,500 a month")]
    [InlineData("de", "45000", "45.000", "45 000 €", "45.000,00 Euro", "45k", "45 Tsd. Euro", "45'000")]
    [InlineData("fr", "2500", "2 500 €", "2\u202F500 €", "2500,00", "2.500")]
    [InlineData("nl", "32", "32", "32 uur", "32 uur per week", "３２")]
    [InlineData("nl", "2", "twee", "Twee stuks", "2")]
    [InlineData("de", "0", "keine", "0", "null")]
    public void A_number_is_stored_in_digits(string language, string kept, params string[] said) =>
        Keeps(AnswerFormat.Number, kept, said, language);

    [Theory]
    [InlineData("0", false)]
    [InlineData("1", true)]
    [InlineData("168", true)]
    [InlineData("169", false)]
    [InlineData("-5", false)]
    public void A_number_must_be_within_its_bounds(string answer, bool isValid)
    {
        var value = new ActionValue("?", Format: AnswerFormat.Number, Min: 1, Max: 168, Unit: "hours");
        var outcome = Ask("nl", new(ActionType.Ask, ActionSubType.Text, value, "field"), answer);

        Assert.Equal(isValid, outcome.Transcript[1].IsValid);
    }

    [Theory]
    [InlineData(
        "NL91ABNA0417164300",
        "NL91 ABNA 0417 1643 00",
        "nl91abna0417164300",
        "IBAN: NL91 ABNA 0417 1643 00",
        "NL91\u00A0ABNA\u202F0417\u200B1643 00",
        "ＮＬ91ABNA0417164300",
        "NL91-ABNA-0417-1643-00"
    )]
    [InlineData("DE89370400440532013000", "DE89 3704 0044 0532 0130 00", "IBAN DE89370400440532013000")]
    [InlineData("FR1420041010050500013M02606", "FR14 2004 1010 0505 0001 3M02 606")]
    [InlineData("GB29NWBK60161331926819", "GB29 NWBK 6016 1331 9268 19")]
    [InlineData("BE68539007547034", "BE68 5390 0754 7034")]
    public void An_iban_is_stored_without_spaces(string kept, params string[] said) =>
        Keeps(AnswerFormat.Iban, kept, said);

    [Theory]
    [InlineData("1234 AB", "1234AB", "1234 ab", "NL-1234 AB", "1234\u00A0AB", "１２３４ＡＢ", "Postcode: 1234ab")]
    [InlineData("10115", "10115", "D-10115", "DE 10115")]
    [InlineData("9000", "9000", "B-9000", "L-9000", "A-9000", "CH-9000")]
    [InlineData("SW1A 1AA", "SW1A 1AA", "sw1a1aa")]
    [InlineData("75001", "75001", "F-75001")]
    [InlineData("D02 AF30", "D02 AF30")]
    [InlineData("00-950", "00-950")]
    public void A_postcode_is_stored_in_the_form_of_its_country(string kept, params string[] said) =>
        Keeps(AnswerFormat.Postcode, kept, said);

    [Theory]
    [InlineData("cv.pdf", "cv.pdf", "\u200Bcv.pdf ")]
    [InlineData("Mijn cv (nieuw) 2030.docx", "Mijn cv (nieuw) 2030.docx")]
    [InlineData("https://example.com/cv", "https://example.com/cv", "Link: https://example.com/cv")]
    public void A_file_is_its_name_or_a_link(string kept, params string[] said) => Keeps(AnswerFormat.File, kept, said);

    [Theory]
    [InlineData(
        AnswerFormat.Date,
        "pannenkoek",
        "31-02-2030",
        "12",
        "1.2.3.4",
        "0612345678",
        "",
        "32 maart",
        "13-13-2030",
        "31-12-3030"
    )]
    [InlineData(AnswerFormat.Number, "pannenkoek", "32-40", "32 tot 40", "", "12345678901234567", "veel")]
    [InlineData(
        AnswerFormat.Iban,
        "pannenkoek",
        "NL91 ABNA 0417 1643 01",
        "NL91 ABNA 0417 1643 0",
        "XX91ABNA0417164300",
        "",
        "NL",
        "0417164300"
    )]
    [InlineData(AnswerFormat.Postcode, "pannenkoek", "12", "Utrecht", "", "1234567890123", "weet ik niet 1")]
    [InlineData(AnswerFormat.File, "ja", "heb ik niet", "", "later.", "cv", ".pdf")]
    [InlineData(AnswerFormat.Email, "jo", "jo@", "jo@x", "@x.nl", "jo jo@x.nl", "jo@x..nl", "", "<jo@x", "\u200B")]
    [InlineData(
        AnswerFormat.Email,
        ".a@example.com",
        "a.@example.com",
        "a..b@example.com",
        "https://jo@example.com",
        "//jo@example.com",
        "mailto://jo@example.com",
        "mailto:mailto:jo@example.com",
        "mailto:jo@example.com,al@example.com",
        "jo@example.com <al@example.com>",
        "'jo@example.com",
        "\"jo@example.com",
        "😀jo@example.com",
        "jo@exa😀mple.com",
        "jo@-example.com",
        "jo@example.1",
        "jo@example.com/x"
    )]
    [InlineData(AnswerFormat.Phone, "https://0612345678", "/0612345678", "06😀12345678")]
    [InlineData(
        AnswerFormat.Phone,
        "12345",
        "call me",
        "+1234567890123456",
        "",
        "0612345678 na 18",
        "06 12 a 34 56 78",
        "–"
    )]
    [InlineData(AnswerFormat.Url, "none", "https://", "javascript:alert(1)", "a b.nl", "", "\u200B.\u200B")]
    [InlineData(AnswerFormat.Text, "", "  ", null, "\u200B", "\u3164", "\u2800\u00A0\uFEFF")]
    public void A_mistyped_answer_is_invalid(AnswerFormat format, params string?[] answers) =>
        Assert.All(answers, answer => Assert.False(Read(format, answer).IsValid, answer));

    private static void ComesToAnEnd(FlowDesign design, List<string?> said) =>
        Assert.Equal(SimulationStatus.Ended, Continue(design, said).Status);

    // After all this was said, somebody answers what is asked who wants to apply. Not even a long way asks more than twice a node.
    private static SimulationOutcome Continue(FlowDesign design, List<string?> said)
    {
        List<string?> answers = [.. said];
        var outcome = Simulation.Run(design, InOrder(answers));
        for (var i = 0; outcome.Awaiting is { } asked && i < 2 * design.Nodes.Count; i++)
        {
            answers.Add(Good(asked));
            outcome = Simulation.Run(design, InOrder(answers));
        }

        return outcome;
    }

    private static Dictionary<string, IReadOnlyList<string?>> Willing(FlowDesign design) =>
        Continue(design, []).Variables.ToDictionary(one => one.Key, one => (IReadOnlyList<string?>)[one.Value]);

    private static string Good(AwaitedAnswer asked) =>
        asked switch
        {
            { SubType: ActionSubType.List, Options: [var first, ..] } => first.Value,
            { Format: AnswerFormat.Email } => "jo@example.com",
            { Format: AnswerFormat.Phone } => "+31612345678",
            { Format: AnswerFormat.Url } => "https://example.com/jo",
            { Format: AnswerFormat.Date } => "2030-12-31",
            { Format: AnswerFormat.Number } => "32",
            { Format: AnswerFormat.Iban } => "NL91ABNA0417164300",
            { Format: AnswerFormat.Postcode } => "1234 AB",
            { Format: AnswerFormat.File } => "cv.pdf",
            _ => "Jo",
        };

    private static void Keeps(AnswerFormat format, string kept, string[] said, string language = "nl") =>
        Assert.All(said, answer => Assert.Equal((true, kept), Read(format, answer, language)));

    private static (bool IsValid, string? Kept) Read(AnswerFormat format, string? answer, string language = "nl")
    {
        var outcome = Ask(language, new(ActionType.Ask, ActionSubType.Text, new("?", Format: format), "field"), answer);
        return (outcome.Transcript[1].IsValid is true, outcome.Variables.GetValueOrDefault("field"));
    }

    private static string? Chosen(string language, List<ActionOption> options, string answer) =>
        Ask(language, new(ActionType.Ask, ActionSubType.List, new("?", options), "field"), answer)
            .Variables.GetValueOrDefault("field");

    private static SimulationOutcome Ask(string language, NodeAction action, string? answer) =>
        Simulation.Run(
            Driver with
            {
                Language = language,
                Nodes =
                [
                    new(0, "field", true, null, action, [new(null, 1)]),
                    new(1, "accepted", false, EndFlowType.Accepted, Say("Bye."), []),
                ],
            },
            InOrder([answer])
        );

    private static SimulationOutcome Run(params List<string?> answers) => Simulation.Run(Driver, InOrder(answers));

    private static CandidateAnswers InOrder(List<string?> answers) =>
        new(new Dictionary<string, IReadOnlyList<string?>>(), answers);

    private static Node Node(int index, string name, NodeAction action, params NodeTransition[] transitions) =>
        new(index, name, false, null, action, transitions);

    private static NodeAction Say(string text) => new(ActionType.Say, ActionSubType.Text, new(text), null);

    private static TransitionCondition Is(string field, string answer) => new(field, ConditionOperator.Equal, answer);
}
