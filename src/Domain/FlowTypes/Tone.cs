namespace Flowgen.Domain.FlowTypes;

/// <summary>How a candidate is addressed.</summary>
public enum Tone
{
    /// <summary>As <i>je</i>, <i>du</i> and <i>tu</i>, and by first name.</summary>
    Informal,

    /// <summary>As <i>u</i>, <i>Sie</i> and <i>vous</i>; in English the difference is slight.</summary>
    Formal,
}
