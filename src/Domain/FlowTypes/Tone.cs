namespace Flowgen.Domain.FlowTypes;

/// <summary>The form in which the chatbot addresses a candidate.</summary>
public enum Tone
{
    /// <summary>With <i>je</i>, <i>du</i> or <i>tu</i>, and by first name.</summary>
    Informal,

    /// <summary>With <i>u</i>, <i>Sie</i> or <i>vous</i>. In English the difference is small.</summary>
    Formal,
}
