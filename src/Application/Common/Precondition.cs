using Flowgen.Domain;

namespace Flowgen.Application.Common;

/// <summary>The versions of a resource in which a change may be made (RFC 9110, section 13).</summary>
/// <param name="Match">The resource must have one of these (<c>If-Match</c>); null where that was not sent.</param>
/// <param name="NoneMatch">The resource must have none of these (<c>If-None-Match</c>); null where that was not sent.</param>
public sealed record Precondition(Versions? Match, Versions? NoneMatch)
{
    /// <summary>Allows every change.</summary>
    public static Precondition None { get; } = new(Match: null, NoneMatch: null);

    /// <summary>Whether a change may be made.</summary>
    /// <param name="version">The current version; null where the resource does not exist.</param>
    public bool Allows(int? version) => Match?.Has(version) is not false && NoneMatch?.Has(version) is not true;

    /// <summary>Passes a version in which a change may be made.</summary>
    /// <param name="version">The current version; null where the resource does not exist.</param>
    /// <exception cref="DomainRuleException"><see cref="DomainRuleException.OtherVersion"/>.</exception>
    public void Require(int? version)
    {
        if (!Allows(version))
        {
            throw Failed();
        }
    }

    /// <summary>The resource has a version that the request rules out.</summary>
    public static DomainRuleException Failed() =>
        new(
            DomainRuleException.OtherVersion,
            "If-Match or If-None-Match excludes the current version of the resource. Read the resource again."
        );
}

/// <summary>Versions that a header names.</summary>
/// <param name="Listed">Each by its number.</param>
/// <param name="IsAny">Whether it names any version of a resource that exists (<c>*</c>).</param>
public sealed record Versions(IReadOnlySet<int> Listed, bool IsAny = false)
{
    /// <summary>Whether it names the current version; null where the resource does not exist.</summary>
    public bool Has(int? version) => version is { } current && (IsAny || Listed.Contains(current));
}
