using System.Text.Json.Serialization;

namespace Flowgen.Domain.Flows;

/// <summary>The action of the chatbot at a node.</summary>
/// <param name="ActionType">Whether the chatbot waits for an answer.</param>
/// <param name="SubType">The kind of message or answer.</param>
/// <param name="Value">The content of the action.</param>
/// <param name="VariableName">The session field that stores the answer; null on <see cref="ActionType.Say"/>.</param>
public sealed record NodeAction(ActionType ActionType, ActionSubType SubType, ActionValue Value, string? VariableName);

/// <summary>The content of an action. Members that do not apply are absent.</summary>
/// <param name="Text">The text that the chatbot says.</param>
/// <param name="Options">The answers to choose from; absent for a free answer. An optional question offers <c>skip</c>.</param>
/// <param name="Format">The required format of a free answer; absent if there are options.</param>
/// <param name="RepeatText">The text when the same node asks again; present only in old flows.</param>
/// <param name="Appointment">The choice of an appointment; present only if the subtype is <c>appointment</c>.</param>
/// <param name="Min">The minimum of a numeric answer; absent if there is none.</param>
/// <param name="Max">The maximum of a numeric answer; absent if there is none.</param>
/// <param name="Unit">The unit of a numeric answer, in English in every language, such as <c>hours</c>; absent if there is none.</param>
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

/// <summary>An answer to choose.</summary>
/// <param name="Value">The value that is stored.</param>
/// <param name="Label">The text that the candidate sees.</param>
public sealed record ActionOption(string Value, string Label);

/// <summary>The choice that a question of an appointment offers.</summary>
/// <param name="Step">Whether the candidate chooses a day, or a time on that day.</param>
/// <param name="ScheduleIds">The ids of the schedules with free times; null if they are assigned when the flow runs.</param>
public sealed record AppointmentChoice(AppointmentStep Step, IReadOnlyList<long>? ScheduleIds);

/// <summary>The two questions of an appointment.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<AppointmentStep>))]
public enum AppointmentStep
{
    /// <summary>The choice of a day.</summary>
    [JsonStringEnumMemberName("day")]
    Day,

    /// <summary>The choice of a time on that day.</summary>
    [JsonStringEnumMemberName("slot")]
    Slot,
}

/// <summary>The formats of free answers. Every format rejects an empty answer.</summary>
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

    /// <summary>A day, or a phrase for a day that is not known yet.</summary>
    [JsonStringEnumMemberName("date")]
    Date,

    /// <summary>A number.</summary>
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
    /// <summary>The chatbot waits for an answer and stores it.</summary>
    [JsonStringEnumMemberName("ask")]
    Ask,

    /// <summary>The chatbot continues immediately.</summary>
    [JsonStringEnumMemberName("say")]
    Say,
}

/// <summary>The kinds of messages and answers.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ActionSubType>))]
public enum ActionSubType
{
    /// <summary>A free text.</summary>
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

    /// <summary>A video.</summary>
    [JsonStringEnumMemberName("video")]
    Video,

    /// <summary>An audio recording.</summary>
    [JsonStringEnumMemberName("audio")]
    Audio,

    /// <summary>A file, such as a curriculum vitae.</summary>
    [JsonStringEnumMemberName("document")]
    Document,

    /// <summary>Nothing is shown; a session field is set.</summary>
    [JsonStringEnumMemberName("set-variable")]
    SetVariable,
}
