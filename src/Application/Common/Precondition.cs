using Flowgen.Domain;

namespace Flowgen.Application.Common;

/// <summary>The versions of a resource that allow a change (RFC 9110, section 13).</summary>
/// <param name="Match">The resource must have one of these versions (<c>If-Match</c>); null if the header is absent.</param>
/// <param name="NoneMatch">The resource must have none of these versions (<c>If-None-Match</c>); null if the header is absent.</param>
public sealed record Precondition(Versions? Match, Versions? NoneMatch)
{
    /// <summary>Allows every change.</summary>
    public static Precondition None { get; } = new(Match: null, NoneMatch: null);

    /// <summary>Whether the precondition allows a change.</summary>
    /// <param name="version">The current version; null if the resource does not exist.</param>
    public bool Allows(int? version) => Match?.Has(version) is not false && NoneMatch?.Has(version) is not true;

    /// <summary>Throws if the precondition does not allow a change.</summary>
    /// <param name="version">The current version; null if the resource does not exist.</param>
    /// <exception cref="DomainRuleException"><see cref="DomainRuleException.OtherVersion"/>.</exception>
    public void Require(int? version)
    {
        if (!Allows(version))
        {
            throw Failed();
        }
    }

    /// <summary>The error for a version that the request excludes.</summary>
    public static DomainRuleException Failed() =>
        new(
            DomainRuleException.OtherVersion,
            "If-Match or If-None-Match excludes the current version of the resource. Read the resource again."
        );
}

/// <summary>The versions in a header.</summary>
/// <param name="Listed">The version numbers.</param>
/// <param name="IsAny">Whether the header is <c>*</c>: any version of an existing resource.</param>
public sealed record Versions(IReadOnlySet<int> Listed, bool IsAny = false)
{
    /// <summary>Whether the header includes the current version, which is null if the resource does not exist.</summary>
    public bool Has(int? version) => version is { } current && (IsAny || Listed.Contains(current));
}
