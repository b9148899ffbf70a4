using Flowgen.Domain.Flows;

namespace Flowgen.Domain.FlowTypes;

/// <summary>How a field is asked: by the phrases <c>Field.Name</c> and <c>Label.Name</c>.</summary>
/// <param name="Name">Its name in the resource files.</param>
/// <param name="SubType">The kind of answer.</param>
/// <param name="Format">What makes one valid; null where a file is.</param>
internal sealed record KnownField(string Name, ActionSubType SubType, AnswerFormat? Format);

/// <summary>The fields recruiters ask for most, found by any of their usual names in any language, whatever its case, accents and separators.</summary>
internal static class KnownFields
{
    private static readonly Dictionary<string, KnownField> ByName = new[]
    {
        Text("FirstName", "first name, given name, forename, voornaam, roepnaam, Vorname, prénom"),
        Text("LastName", "last name, surname, family name, achternaam, Nachname, Familienname, nom de famille"),
        Text(
            "FullName",
            "full name, name, voor- en achternaam, volledige naam, naam, vollständiger Name, nom complet, nom et prénom, nom"
        ),
        Text("Address", "address, home address, adres, woonadres, Adresse, Anschrift, Wohnadresse, adresse postale"),
        Text("Street", "street, street and number, straat, straat en huisnummer, Straße, Straße und Hausnummer, rue"),
        Text(
            "City",
            "city, town, place, residence, place of residence, location, woonplaats, plaats, stad, Ort, Wohnort, Stadt, ville, lieu de résidence"
        ),
        Text("PostalCode", "postal code, postcode, zip code, zip, PLZ, Postleitzahl, code postal"),
        Text("Country", "country, country of residence, land, pays"),
        Text("Nationality", "nationality, nationaliteit, Nationalität, Staatsangehörigkeit, nationalité"),
        Text(
            "DateOfBirth",
            "date of birth, birth date, birthday, dob, geboortedatum, Geburtsdatum, Geburtstag, date de naissance"
        ),
        Text(
            "Motivation",
            "motivation, motivation letter, cover letter, motivatie, motivatiebrief, Motivationsschreiben, Anschreiben, lettre de motivation"
        ),
        Text("Availability", "availability, beschikbaarheid, Verfügbarkeit, disponibilité, disponibilités"),
        Text(
            "StartDate",
            "start date, available from, starting date, startdatum, beschikbaar vanaf, Startdatum, Eintrittstermin, Eintrittsdatum, verfügbar ab, date de début, disponible à partir de"
        ),
        Text("NoticePeriod", "notice period, opzegtermijn, Kündigungsfrist, préavis"),
        Text(
            "HoursPerWeek",
            "hours per week, hours, hours a week, weekly hours, uren, uren per week, aantal uren, Stunden, Stunden pro Woche, Wochenstunden, heures, heures par semaine"
        ),
        Text(
            "Salary",
            "salary, salary expectation, salary expectations, salary indication, desired salary, salaris, salarisindicatie, salariswens, Gehalt, Gehaltsvorstellung, Gehaltswunsch, salaire, prétentions salariales, salaire souhaité"
        ),
        Text(
            "DriversLicense",
            "drivers license, driver license, drivers licence, driving licence, driving license, rijbewijs, Führerschein, permis de conduire, permis"
        ),
        Text("WorkPermit", "work permit, work authorization, werkvergunning, Arbeitserlaubnis, permis de travail"),
        Text(
            "Languages",
            "language level, language skills, languages, language, taalniveau, talen, talenkennis, Sprachniveau, Sprachen, Sprachkenntnisse, niveau de langue, langues"
        ),
        Text(
            "Dutch",
            "dutch level, dutch language level, level of dutch, niveau nederlands, Niederländischkenntnisse, niveau de néerlandais"
        ),
        Text(
            "English",
            "english level, english language level, level of english, niveau engels, Englischkenntnisse, niveau d’anglais"
        ),
        Text(
            "German",
            "german level, german language level, level of german, niveau duits, Deutschkenntnisse, niveau d’allemand"
        ),
        Text(
            "French",
            "french level, french language level, level of french, niveau frans, Französischkenntnisse, niveau de français"
        ),
        Text(
            "Education",
            "education, degree, opleiding, opleidingsniveau, Ausbildung, Bildungsabschluss, formation, diplôme"
        ),
        Text(
            "Experience",
            "experience, work experience, ervaring, werkervaring, Erfahrung, Berufserfahrung, expérience, expérience professionnelle"
        ),
        Text(
            "CurrentJob",
            "current job, current position, current function, huidige functie, aktuelle Position, poste actuel"
        ),
        Text("Source", "source, how did you find us, bron, gevonden via, Quelle"),
        Of(
            AnswerFormat.Email,
            "Email",
            "email, email address, mail, e-mailadres, mailadres, E-Mail-Adresse, adresse e-mail, courriel, adresse mail"
        ),
        Of(
            AnswerFormat.Phone,
            "Phone",
            "phone, phone number, telephone, telephone number, mobile, mobile number, mobile phone, telefoon, telefoonnummer, mobiel, mobiel nummer, Telefon, Telefonnummer, Handynummer, Mobilnummer, téléphone, numéro de téléphone, portable"
        ),
        Of(
            AnswerFormat.Url,
            "LinkedIn",
            "linkedin, linkedin url, linkedin profile, linkedin link, linkedin-profiel, LinkedIn-Profil, profil LinkedIn"
        ),
        Of(AnswerFormat.Url, "Portfolio", "portfolio, portfolio url, portfolio link"),
        Of(
            AnswerFormat.Url,
            "Website",
            "website, website url, personal website, url, Webseite, site web, site internet"
        ),
        File("Cv", "cv, resume, curriculum vitae, cv upload, upload cv, Lebenslauf"),
        File("Document", "document, document upload, upload, file, file upload, bestand, Dokument, Datei, fichier"),
    }
        .SelectMany(known => known.Names.Split(", ").Select(name => (Spelling.Key(name), known.Field)))
        .DistinctBy(known => known.Item1)
        .ToDictionary(StringComparer.Ordinal);

    /// <summary>
    /// What is asked for: as its value says, or else its field of an applicant tracking system, or, where the value is a whole
    /// question, its session field. Null where that is not known.
    /// </summary>
    public static KnownField? Find(Question asked) =>
        ByName.GetValueOrDefault(Spelling.Key(FieldOf(asked.Value) ?? asked.Value))
        ?? (
            (FieldOf(asked.SessionField) ?? (asked.Value.TrimEnd().EndsWith('?') ? asked.SessionField : null))
                is { } field
                ? ByName.GetValueOrDefault(Spelling.Key(field))
                : null
        );

    /// <summary>The field of a name such as <c>ats_field:recruitee:phone</c>; null for any other.</summary>
    public static string? FieldOf(string name) =>
        name.Split(':') is ["ats_field", _, var field] && field is not "" ? field : null;

    private static (KnownField Field, string Names) Text(string name, string names) =>
        Of(AnswerFormat.Text, name, names);

    private static (KnownField Field, string Names) Of(AnswerFormat format, string name, string names) =>
        (new(name, ActionSubType.Text, format), names);

    private static (KnownField Field, string Names) File(string name, string names) =>
        (new(name, ActionSubType.Document, Format: null), names);
}
