using Flowgen.Domain.Flows;

namespace Flowgen.Domain.FlowTypes;

/// <summary>A field that Flowgen knows. The phrase <c>Field.Name</c> asks for it, and <c>Label.Name</c> names its answer in the summary.</summary>
/// <param name="Name">Its name in the language files.</param>
/// <param name="SessionField">The session field of its answer if the client names none; null if it depends on the recruiter's words.</param>
/// <param name="Format">The required format of the answer.</param>
/// <param name="SubType">The kind of answer.</param>
/// <param name="Min">The minimum of a number.</param>
/// <param name="Max">The maximum of a number.</param>
/// <param name="Unit">The unit of a number.</param>
internal sealed record KnownField(
    string Name,
    string? SessionField,
    AnswerFormat Format = AnswerFormat.Text,
    ActionSubType SubType = ActionSubType.Text,
    decimal? Min = null,
    decimal? Max = null,
    string? Unit = null
);

/// <summary>The fields that recruiters use most. Their names are in the language files, section <c>fields</c>.</summary>
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

    /// <summary>All known fields.</summary>
    public static IEnumerable<KnownField> All => ByName.Values;

    /// <summary>The field with a name; a variant after a dot is ignored.</summary>
    public static KnownField Of(string name) => ByName[name.Split('.')[0]];

    /// <summary>The field in a name such as <c>ats_field:recruitee:phone</c>; null for other names.</summary>
    public static string? FieldOf(string name) =>
        name.Split(':') is ["ats_field", _, var field] && field is not "" ? field : null;
}
