using Flowgen.Domain.Flows;

namespace Flowgen.Domain.FlowTypes;

/// <summary>How a field is asked: the phrase, the kind of answer, and what makes one valid.</summary>
internal sealed record KnownField(string Phrase, ActionSubType SubType, AnswerFormat? Format)
{
    /// <summary>What is said when a required answer is not valid.</summary>
    public string RepeatPhrase => Format is null ? $"Repeat.{SubType}" : $"Repeat.{Format}";
}

/// <summary>The fields recruiters ask for most, found by any of their usual names, whatever its case and separators.</summary>
internal static class KnownFields
{
    private static readonly Dictionary<string, KnownField> ByName = new[]
    {
        Text("FirstName", "firstname", "givenname"),
        Text("LastName", "lastname", "surname", "familyname"),
        Text("FullName", "fullname", "name"),
        Text("Address", "address"),
        Text("City", "city", "town", "residence", "placeofresidence"),
        Text("PostalCode", "postalcode", "postcode", "zipcode", "zip"),
        Text("Country", "country"),
        Text("DateOfBirth", "dateofbirth", "birthdate", "birthday"),
        Text("Motivation", "motivation", "motivationletter", "coverletter"),
        Text("Availability", "availability", "availablefrom", "startdate"),
        Text("HoursPerWeek", "hoursperweek", "hours"),
        Text("Salary", "salary", "salaryexpectation", "salaryindication"),
        Of(AnswerFormat.Email, "Email", "email", "emailaddress"),
        Of(
            AnswerFormat.Phone,
            "Phone",
            "phone",
            "phonenumber",
            "telephone",
            "telephonenumber",
            "mobile",
            "mobilenumber"
        ),
        Of(AnswerFormat.Url, "LinkedIn", "linkedin", "linkedinurl", "linkedinprofile"),
        Of(AnswerFormat.Url, "Portfolio", "portfolio", "portfoliourl"),
        Of(AnswerFormat.Url, "Website", "website", "websiteurl", "url"),
        (new KnownField("Field.Cv", ActionSubType.Document, Format: null), ["cv", "resume", "curriculumvitae"]),
    }
        .SelectMany(known => known.Names.Select(name => (name, known.Field)))
        .ToDictionary(StringComparer.Ordinal);

    /// <summary>Returns null for a field without a phrase of its own.</summary>
    public static KnownField? Find(string value) =>
        ByName.GetValueOrDefault(string.Concat(value.Where(char.IsLetterOrDigit)).ToLowerInvariant());

    private static (KnownField Field, string[] Names) Text(string phrase, params string[] names) =>
        Of(AnswerFormat.Text, phrase, names);

    private static (KnownField Field, string[] Names) Of(AnswerFormat format, string phrase, params string[] names) =>
        (new KnownField($"Field.{phrase}", ActionSubType.Text, format), names);
}
