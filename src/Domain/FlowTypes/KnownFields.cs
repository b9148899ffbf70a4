using Flowgen.Domain.Flows;

namespace Flowgen.Domain.FlowTypes;

/// <summary>A field that Flowgen can ask for: its question is the phrase <c>Field.Name</c>, and its answer is called <c>Label.Name</c>.</summary>
/// <param name="Name">Its name in the files of the languages.</param>
/// <param name="SessionField">Where its answer is kept if the client names no session field; null where that depends on what was asked for.</param>
/// <param name="Format">What makes an answer valid.</param>
/// <param name="SubType">The kind of answer.</param>
/// <param name="Min">The least that a number can be.</param>
/// <param name="Max">The most that a number can be.</param>
/// <param name="Unit">What a number counts.</param>
internal sealed record KnownField(
    string Name,
    string? SessionField,
    AnswerFormat Format = AnswerFormat.Text,
    ActionSubType SubType = ActionSubType.Text,
    decimal? Min = null,
    decimal? Max = null,
    string? Unit = null
);

/// <summary>The fields that recruiters ask for most. What each is called is in the files of the languages, section <c>fields</c>.</summary>
internal static class KnownFields
{
    private const decimal MaxHoursPerWeek = 80;

    private static readonly Dictionary<string, KnownField> ByName = new KnownField[]
    {
        new("FirstName", "first_name"),
        new("LastName", "last_name"),
        new("FullName", "full_name"),
        new("Salutation", "salutation", SubType: ActionSubType.List),
        new("Email", "email", AnswerFormat.Email),
        new("Phone", "phone", AnswerFormat.Phone),
        new("Address", "address"),
        new("Street", "street"),
        new("City", "city"),
        new("PostalCode", "postal_code", AnswerFormat.Postcode),
        new("Country", "country"),
        new("Nationality", "nationality"),
        new("DateOfBirth", "date_of_birth", AnswerFormat.Date),
        new("Cv", "cv", AnswerFormat.File, ActionSubType.Document),
        new("Document", SessionField: null, AnswerFormat.File, ActionSubType.Document),
        new("Motivation", "motivation"),
        new("Availability", "availability"),
        new("StartDate", "start_date", AnswerFormat.Date),
        new("NoticePeriod", "notice_period"),
        new("HoursPerWeek", "hours_per_week", AnswerFormat.Number, Min: 1, Max: MaxHoursPerWeek, Unit: "hours"),
        new("Salary", "salary", AnswerFormat.Number, Min: 0),
        new("CurrentSalary", "current_salary", AnswerFormat.Number, Min: 0),
        new("DriversLicense", "drivers_license"),
        new("WorkPermit", "work_permit"),
        new("Languages", "languages"),
        new("Dutch", "dutch_level"),
        new("English", "english_level"),
        new("German", "german_level"),
        new("French", "french_level"),
        new("Education", "education"),
        new("Experience", "experience"),
        new("CurrentJob", "current_job"),
        new("Source", "source"),
        new("LinkedIn", "linkedin", AnswerFormat.Url),
        new("Portfolio", "portfolio", AnswerFormat.Url),
        new("Website", "website", AnswerFormat.Url),
        new("Code", SessionField: null, AnswerFormat.Url),
        new("Iban", "iban", AnswerFormat.Iban),
        new("IdentityNumber", SessionField: null),
        new("PenaltyPoints", SessionField: null, AnswerFormat.Number, Min: 0),
        new("AnythingElse", SessionField: null),
    }.ToDictionary(field => field.Name, StringComparer.Ordinal);

    /// <summary>A field without a known name.</summary>
    public static KnownField Unknown { get; } = new("", SessionField: null);

    /// <summary>All of them.</summary>
    public static IEnumerable<KnownField> All => ByName.Values;

    /// <summary>The field of a name, whatever variant follows the dot.</summary>
    public static KnownField Of(string name) => ByName[name.Split('.')[0]];

    /// <summary>The field of a name such as <c>ats_field:recruitee:phone</c>; null for any other.</summary>
    public static string? FieldOf(string name) =>
        name.Split(':') is ["ats_field", _, var field] && field is not "" ? field : null;
}
