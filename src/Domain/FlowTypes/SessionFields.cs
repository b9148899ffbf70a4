namespace Flowgen.Domain.FlowTypes;

/// <summary>The session fields a flow fills for its own use. They share the flow's one namespace, so a client's may not have these names.</summary>
public static class SessionFields
{
    /// <summary>Whether the candidate wanted to begin.</summary>
    public const string Start = "_start";

    /// <summary>Whether the candidate found the summary right.</summary>
    public const string Summary = "_summary";

    /// <summary>What the candidate would have otherwise, in words.</summary>
    public const string Correction = "_correction";

    /// <summary>The most appointments one flow can hold.</summary>
    public const int MaxAppointments = 5;

    private static readonly HashSet<string> Reserved =
    [
        Start,
        Summary,
        Correction,
        .. Enumerable.Range(1, MaxAppointments).SelectMany(n => new[] { Day(n), Slot(n), Confirmed(n) }),
    ];

    /// <summary>All the names that a flow uses itself.</summary>
    public static IEnumerable<string> AllReserved => Reserved;

    /// <summary>Whether the flow itself uses this name.</summary>
    public static bool IsReserved(string sessionField) => Reserved.Contains(sessionField);

    /// <summary>The chosen day of the <paramref name="n"/>th appointment, from 1.</summary>
    public static string Day(int n) => "_selectedAppointmentDay" + Suffix(n);

    /// <summary>The chosen slot, which a client's texts refer to.</summary>
    public static string Slot(int n) => "_selectedAppointmentSlot" + Suffix(n);

    /// <summary>Whether the candidate confirmed it.</summary>
    public static string Confirmed(int n) => "_appointmentConfirmed" + Suffix(n);

    private static string Suffix(int n) => n == 1 ? "" : $"{n}";
}
