using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using Flowgen.Application.Common;
using Flowgen.Application.Organisations;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace Flowgen.Api.Authentication;

/// <summary>The keys, from the configuration sections <c>Organisations</c> and <c>Operators</c>.</summary>
public sealed class ApiKeyOptions : AuthenticationSchemeOptions
{
    /// <summary>By the id of the organisation: the SHA-256 of each of its keys, in hexadecimal. The keys themselves are nowhere.</summary>
    public Dictionary<string, IReadOnlyList<string>> Organisations { get; init; } = [];

    /// <summary>Likewise of each key of those that run Flowgen. One may be an organisation's too.</summary>
    public List<string> Operators { get; init; } = [];

    /// <inheritdoc />
    public override void Validate()
    {
        foreach (var (id, _) in Organisations.Where(organisation => !organisation.Value.All(IsHash)))
        {
            throw new SettingException(
                $"Organisations__{id} must list the SHA-256 of its keys, 64 hexadecimal digits each."
            );
        }

        if (!Operators.All(IsHash))
        {
            throw new SettingException("Operators must list the SHA-256 of their keys, 64 hexadecimal digits each.");
        }
    }

    private static bool IsHash(string text) => text.Length == 64 && text.All(char.IsAsciiHexDigit);
}

/// <summary>
/// Authenticates <c>Authorization: Bearer &lt;api key&gt;</c> (RFC 6750) and sets the organisation of the request, if the key is
/// one's. What a key may do, its claims say.
/// </summary>
public sealed class ApiKeyAuthentication(
    IOptionsMonitor<ApiKeyOptions> options,
    ILoggerFactory loggers,
    UrlEncoder encoder,
    CurrentOrganisation organisation
) : AuthenticationHandler<ApiKeyOptions>(options, loggers, encoder)
{
    /// <summary>The name of the scheme.</summary>
    public const string Bearer = "Bearer";

    /// <summary>The claim of an organisation's key: which.</summary>
    public const string Organisation = "organisation";

    /// <summary>The claim of every key: which.</summary>
    public const string Key = "key";

    /// <summary>The claim of an operator's key, and the policy that asks for it.</summary>
    public const string Operator = "operator";

    private const int IdLength = 8;

    /// <inheritdoc />
    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var header = Request.Headers.Authorization.ToString();
        if (!header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
        {
            return Task.FromResult(AuthenticateResult.NoResult());
        }

        var key = header["Bearer ".Length..].Trim();
        var claims = Claims(key).ToList();
        if (claims is [])
        {
            return Task.FromResult(AuthenticateResult.Fail("Unknown key."));
        }

        if (claims.Find(claim => claim.Type == Organisation) is { } owner)
        {
            organisation.Id = owner.Value;
        }

        claims.Add(new(Key, IdOf(key)));
        var identity = new ClaimsIdentity(claims, Scheme.Name);
        return Task.FromResult(AuthenticateResult.Success(new(new(identity), Scheme.Name)));
    }

    /// <inheritdoc />
    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers.WWWAuthenticate = Bearer;
        return base.HandleChallengeAsync(properties);
    }

    private static string IdOf(string key) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)).AsSpan(0, IdLength));

    private IEnumerable<Claim> Claims(string key)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(key));
        List<Claim> claims =
        [
            .. Options
                .Organisations.Where(one => IsAny(hash, one.Value))
                .Select(one => new Claim(Organisation, one.Key)),
        ];
        return IsAny(hash, Options.Operators) ? claims.Append(new(Operator, "")) : claims;
    }

    // Every key is compared, each in constant time: how long it takes tells nothing.
    private static bool IsAny(byte[] hash, IReadOnlyList<string> known) =>
        known.Aggregate(
            false,
            (found, one) => found | CryptographicOperations.FixedTimeEquals(hash, Convert.FromHexString(one))
        );
}
