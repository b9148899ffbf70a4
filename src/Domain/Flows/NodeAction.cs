using System.Text.Json.Serialization;

namespace Flowgen.Domain.Flows;

/// <summary>What the chatbot does at a node.</summary>
/// <param name="ActionType">Whether an answer is awaited.</param>
/// <param name="SubType">The kind of message or answer.</param>
/// <param name="Value">Its content.</param>
/// <param name="VariableName">The session field that keeps the answer; null on <see cref="ActionType.Say"/>.</param>
public sealed record NodeAction(ActionType ActionType, ActionSubType SubType, ActionValue Value, string? VariableName);

/// <summary>The content of an action; a member that does not apply is left out of the JSON.</summary>
/// <param name="Text">What the chatbot says.</param>
/// <param name="Options">Answers to choose from; an optional question offers <c>skip</c>.</param>
/// <param name="Format">What a free answer must be to be valid.</param>
/// <param name="RepeatText">Said instead of <paramref name="Text"/> when the same node asks again, in flows of before ADR 24.</param>
/// <param name="Appointment">What is chosen from, on <see cref="ActionSubType.Appointment"/>.</param>
/// <param name="Min">The least that an answer of the format <see cref="AnswerFormat.Number"/> can be.</param>
/// <param name="Max">The most that it can be.</param>
/// <param name="Unit">What it counts, in English whatever the flow's language: <c>hours</c>.</param>
public sealed record ActionValue(
    string Text,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<ActionOption>? Options = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] AnswerFormat? Format = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? RepeatText = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] AppointmentChoice? Appointment = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] decimal? Min = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] decimal? Max = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Unit = null
);

/// <summary>One answer to choose: what is stored, and what the candidate sees.</summary>
public sealed record ActionOption(string Value, string Label);

/// <summary>The choice an appointment question offers.</summary>
/// <param name="Step">Whether a day or a time on it is chosen.</param>
/// <param name="ScheduleIds">The schedules with free times; null where they are assigned when the flow runs.</param>
public sealed record AppointmentChoice(AppointmentStep Step, IReadOnlyList<long>? ScheduleIds);

/// <summary>The two questions of an appointment.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<AppointmentStep>))]
public enum AppointmentStep
{
    /// <summary>Which day.</summary>
    [JsonStringEnumMemberName("day")]
    Day,

    /// <summary>Which time on that day.</summary>
    [JsonStringEnumMemberName("slot")]
    Slot,
}

/// <summary>What a free answer must look like. Every format also refuses an empty answer.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<AnswerFormat>))]
public enum AnswerFormat
{
    /// <summary>Any text.</summary>
    [JsonStringEnumMemberName("text")]
    Text,

    /// <summary>An e-mail address.</summary>
    [JsonStringEnumMemberName("email")]
    Email,

    /// <summary>A telephone number.</summary>
    [JsonStringEnumMemberName("phone")]
    Phone,

    /// <summary>A web address.</summary>
    [JsonStringEnumMemberName("url")]
    Url,

    /// <summary>A day; or when, for a day that is not known yet.</summary>
    [JsonStringEnumMemberName("date")]
    Date,

    /// <summary>One number.</summary>
    [JsonStringEnumMemberName("number")]
    Number,

    /// <summary>A bank account by its IBAN (ISO 13616).</summary>
    [JsonStringEnumMemberName("iban")]
    Iban,

    /// <summary>A postal code.</summary>
    [JsonStringEnumMemberName("postcode")]
    Postcode,

    /// <summary>A file, or a link to one.</summary>
    [JsonStringEnumMemberName("file")]
    File,
}

/// <summary>Whether the chatbot waits for an answer.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ActionType>))]
public enum ActionType
{
    /// <summary>It waits, and stores the answer.</summary>
    [JsonStringEnumMemberName("ask")]
    Ask,

    /// <summary>It goes on at once.</summary>
    [JsonStringEnumMemberName("say")]
    Say,
}

/// <summary>The kind of message or answer (contract, section 4).</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ActionSubType>))]
public enum ActionSubType
{
    /// <summary>Free text.</summary>
    [JsonStringEnumMemberName("text")]
    Text,

    /// <summary>A choice from options.</summary>
    [JsonStringEnumMemberName("list")]
    List,

    /// <summary>A day or time from schedules.</summary>
    [JsonStringEnumMemberName("appointment")]
    Appointment,

    /// <summary>A place.</summary>
    [JsonStringEnumMemberName("location")]
    Location,

    /// <summary>A contact card.</summary>
    [JsonStringEnumMemberName("contact")]
    Contact,

    /// <summary>A picture.</summary>
    [JsonStringEnumMemberName("image")]
    Image,

    /// <summary>A film.</summary>
    [JsonStringEnumMemberName("video")]
    Video,

    /// <summary>A recording.</summary>
    [JsonStringEnumMemberName("audio")]
    Audio,

    /// <summary>A file, such as a curriculum vitae.</summary>
    [JsonStringEnumMemberName("document")]
    Document,

    /// <summary>Nothing is shown; a session field is set.</summary>
    [JsonStringEnumMemberName("set-variable")]
    SetVariable,
}
