namespace Flowgen.Domain.FlowTypes;

/// <summary>The session fields that a flow sets for its own use. A client must not use these names, since all fields share one namespace.</summary>
public static class SessionFields
{
    /// <summary>Whether the candidate wants to begin.</summary>
    public const string Start = "_start";

    /// <summary>Whether the candidate confirmed the summary.</summary>
    public const string Summary = "_summary";

    /// <summary>The candidate's correction of the summary, as text.</summary>
    public const string Correction = "_correction";

    /// <summary>The maximum number of appointments in one flow.</summary>
    public const int MaxAppointments = 5;

    private static readonly HashSet<string> Reserved =
    [
        Start,
        Summary,
        Correction,
        .. Enumerable.Range(1, MaxAppointments).SelectMany(n => new[] { Day(n), Slot(n), Confirmed(n) }),
    ];

    /// <summary>All names that are reserved for a flow's own use.</summary>
    public static IEnumerable<string> AllReserved => Reserved;

    /// <summary>Whether a name is reserved for a flow's own use.</summary>
    public static bool IsReserved(string sessionField) => Reserved.Contains(sessionField);

    /// <summary>The chosen day of the <paramref name="n"/>th appointment, from 1.</summary>
    public static string Day(int n) => "_selectedAppointmentDay" + Suffix(n);

    /// <summary>The chosen slot. The client's texts can refer to it.</summary>
    public static string Slot(int n) => "_selectedAppointmentSlot" + Suffix(n);

    /// <summary>Whether the candidate confirmed the slot.</summary>
    public static string Confirmed(int n) => "_appointmentConfirmed" + Suffix(n);

    private static string Suffix(int n) => n == 1 ? "" : $"{n}";
}
