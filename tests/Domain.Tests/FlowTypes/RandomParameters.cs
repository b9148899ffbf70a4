using Flowgen.Domain.FlowTypes;
using Flowgen.Domain.FlowTypes.Appointments;
using Flowgen.Domain.FlowTypes.VacancyApplication;
using FsCheck;
using FsCheck.Fluent;

namespace Flowgen.Domain.Tests.FlowTypes;

/// <summary>Any valid parameters: few and many questions, odd texts, emoji, every language and level.</summary>
public static class RandomParameters
{
    private static readonly string[] Words =
    [
        "Rijbewijs CE",
        "At least 3 years of experience as a driver",
        "Spricht fließend Deutsch",
        "Habite à Lyon",
        "salary",
        "hours",
        "Wat is je e-mailadres?",
        "Has drivers license B",
        "Work permit?",
        "firstName",
        "e-mail",
        "PHONE_NUMBER",
        "linkedin",
        "cv",
        "  spaces   and\nlines ",
        "Loves 🚗 and ❤️ flags 🇳🇱",
        "👩‍👩‍👧",
        "“quoted”",
        "{job} {{session.x}}",
        "...",
        "?",
        "Ünïcödé ½ €",
    ];

    private static readonly string[] Vacancies =
    [
        "Chauffeur gezocht",
        "Functie: Kok 🍳\nBedrijf: De Leeuw\nPlaats: Utrecht\nUren: 32-40 uur per week\nSalaris: € 2.500 per maand",
        "Wir suchen einen Fahrer in Berlin. 14,50 € brutto pro Stunde, 40 Stunden pro Woche.",
    ];

    private static readonly Gen<string> Text = Gen.OneOf(
        Gen.Elements(Words),
        ArbMap.Default.GeneratorFor<NonWhiteSpaceString>().Select(s => s.Get.Length > 500 ? s.Get[..500] : s.Get)
    );

    private static readonly Gen<Appointment> SomeAppointment =
        from language in Gen.Elements("nl", "en", "de", "fr")
        from custom in ArbMap.Default.GeneratorFor<bool>()
        from ask in Gen.Elements(null, "When? 🗓️", "{{session.first_name}}, when?")
        from confirm in Gen.Elements(null, "{{session._selectedAppointmentSlot.date_time_string}}?")
        select new Appointment(language, custom ? null : [1, 2], new(AskDay: ask, ConfirmSlotMessage: confirm));

    public static Arbitrary<AppointmentFlowParameters> AppointmentFlows() =>
        (
            from language in Gen.Elements("nl", "en", "de", "fr")
            from emoji in Gen.Choose(0, 5)
            from name in Gen.OneOf(Text, Gen.Constant<string>(null!))
            from tone in Gen.Elements(Tone.Informal, Tone.Formal)
            from appointments in SomeAppointment.NonEmptyListOf()
            select new AppointmentFlowParameters(
                language,
                emoji,
                name,
                [.. appointments.Take(SessionFields.MaxAppointments)]
            )
            {
                Tone = tone,
            }
        ).ToArbitrary();

    public static Arbitrary<VacancyApplicationParameters> VacancyApplications()
    {
        var values = Text.ListOf().Select(list => list.Take(12).ToList());

        return (
            from language in Gen.Elements("nl", "en", "de", "fr")
            from emoji in Gen.Choose(0, 5)
            from tone in Gen.Elements(Tone.Informal, Tone.Formal)
            from name in Gen.OneOf(Text, Gen.Constant<string>(null!))
            from vacancy in Gen.OneOf(Gen.Elements(Vacancies), Text)
            from knockouts in values
            from preferred in values
            from required in values
            from optional in values
            from appointments in SomeAppointment.ListOf()
            select new VacancyApplicationParameters(
                language,
                emoji,
                name,
                Questions("knockout", knockouts),
                Questions("preferred", preferred),
                Questions("required", required),
                Questions("ats_field:system:optional", optional),
                [.. appointments.Take(SessionFields.MaxAppointments)]
            )
            {
                Tone = tone,
                Vacancy = VacancyReader.Read(vacancy),
            }
        ).ToArbitrary();
    }

    private static List<Question> Questions(string prefix, IEnumerable<string> values) =>
        [.. values.Select((value, i) => new Question(value, $"{prefix}_{i}"))];
}
