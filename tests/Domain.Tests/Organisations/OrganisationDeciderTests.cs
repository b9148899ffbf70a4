using Flowgen.Domain.Organisations;

namespace Flowgen.Domain.Tests.Organisations;

public class OrganisationDeciderTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 25, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public void An_id_can_be_used_once()
    {
        var acme = Given(OrganisationDecider.Create(state: null, "acme", "Acme", Now));

        Assert.Equal("organisation_exists", CodeOf(() => OrganisationDecider.Create(acme, "acme", "Acme", Now)));
    }

    [Fact]
    public void Switching_twice_has_no_further_effect()
    {
        var enabled = Acme();
        var disabled = Given(enabled, OrganisationDecider.Disable(enabled, Now));

        Assert.Equal(Now, disabled.DisabledAt);
        Assert.Empty(OrganisationDecider.Disable(disabled, Now));
        Assert.Empty(OrganisationDecider.Enable(enabled, Now));
        Assert.Null(Given(disabled, OrganisationDecider.Enable(disabled, Now)).DisabledAt);
    }

    [Fact]
    public void A_revoked_key_is_removed_and_revoking_it_again_has_no_effect()
    {
        var acme = WithKey(Acme(), "old");

        var without = Given(acme, OrganisationDecider.RevokeKey(acme, "old", Now));

        Assert.Null(without.Key("old"));
        Assert.Empty(OrganisationDecider.RevokeKey(without, "old", Now));
    }

    [Theory]
    [InlineData(null, 24, 24)]
    [InlineData(90 * 24, 24, 24)]
    [InlineData(12, 24, 12)]
    [InlineData(null, 0, 0)]
    public void A_rotated_key_is_valid_for_the_overlap_and_not_beyond_its_own_expiry(
        int? expiresAfterHours,
        int overlapHours,
        int oldExpiresAfterHours
    )
    {
        var expiresAt = expiresAfterHours is { } hours ? Now.AddHours(hours) : (DateTimeOffset?)null;
        var acme = WithKey(Acme(), "old", expiresAt);

        var rotated = Given(
            acme,
            OrganisationDecider.RotateKey(acme, "old", TimeSpan.FromHours(overlapHours), "new", "hash", Now)
        );

        Assert.Equal(Now.AddHours(oldExpiresAfterHours), rotated.Key("old")!.ExpiresAt);
        Assert.Equal(expiresAt, rotated.Key("new")!.ExpiresAt);
        Assert.Equal(rotated.Key("old")!.Scopes, rotated.Key("new")!.Scopes);
        Assert.Equal(rotated.Key("old")!.Name, rotated.Key("new")!.Name);
    }

    [Fact]
    public void A_missing_or_expired_key_is_not_rotated()
    {
        var acme = WithKey(Acme(), "expired", Now.AddDays(-1));

        Assert.Equal("unknown_key", CodeOf(() => Rotate("other")));
        Assert.Equal("unknown_key", CodeOf(() => Rotate("expired")));

        IReadOnlyList<OrganisationEvent> Rotate(string id) =>
            OrganisationDecider.RotateKey(acme, id, TimeSpan.Zero, "new", "hash", Now);
    }

    [Fact]
    public void The_number_of_keys_is_limited_and_expired_keys_do_not_count()
    {
        var acme = Enumerable
            .Range(0, OrganisationDecider.MaxKeys - 1)
            .Aggregate(WithKey(Acme(), "soon", Now.AddHours(1)), (state, i) => WithKey(state, $"key {i}"));

        Assert.Equal("too_many_keys", CodeOf(() => OrganisationDecider.CreateKey(acme, Key("more", null), Now)));
        var later = Now.AddHours(1);
        var next = Given(acme, OrganisationDecider.CreateKey(acme, Key("more", null), later));
        Assert.Equal(OrganisationDecider.MaxKeys, next.Keys.Count);
        Assert.Null(next.Key("soon"));
    }

    [Fact]
    public void Commands_for_a_missing_organisation_fail()
    {
        Assert.Equal("unknown_organisation", CodeOf(() => OrganisationDecider.Disable(null, Now)));
        Assert.Equal("unknown_organisation", CodeOf(() => OrganisationDecider.Enable(null, Now)));
        Assert.Equal("unknown_organisation", CodeOf(() => OrganisationDecider.CreateKey(null, Key("a", null), Now)));
        Assert.Equal("unknown_organisation", CodeOf(() => OrganisationDecider.RevokeKey(null, "a", Now)));
    }

    [Fact]
    public void The_stream_id_of_an_organisation_never_changes() =>
        Assert.Equal(Guid.Parse("822b33ad-87c1-88a0-a20a-5ba7cd5ebcaa"), Organisation.StreamOf("acme"));

    private static Organisation Acme() => Given(OrganisationDecider.Create(state: null, "acme", "Acme", Now));

    private static Organisation WithKey(Organisation state, string id, DateTimeOffset? expiresAt = null) =>
        Given(state, OrganisationDecider.CreateKey(state, Key(id, expiresAt), Now));

    private static ApiKey Key(string id, DateTimeOffset? expiresAt) =>
        new(id, "Careers site", [Scope.ReadGenerations], "hash", Now, expiresAt);

    private static Organisation Given(IReadOnlyList<OrganisationEvent> events) => Given(state: null, events);

    private static Organisation Given(Organisation? state, IReadOnlyList<OrganisationEvent> events) =>
        events.Aggregate(state, Organisation.Evolve)!;

    private static string CodeOf(Func<object> decide) => Assert.Throws<DomainRuleException>(decide).Code;
}
