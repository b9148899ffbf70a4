using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using Flowgen.Application.Organisations;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace Flowgen.Api.Authentication;

/// <summary>The organisations and their keys, from the configuration section <c>Organisations</c>.</summary>
public sealed class ApiKeyOptions : AuthenticationSchemeOptions
{
    /// <summary>By the id of the organisation: the SHA-256 of each of its keys, in hexadecimal. The keys themselves are nowhere.</summary>
    public Dictionary<string, IReadOnlyList<string>> Organisations { get; init; } = [];

    /// <inheritdoc />
    public override void Validate()
    {
        foreach (var (id, _) in Organisations.Where(organisation => !organisation.Value.All(IsHash)))
        {
            throw new InvalidOperationException(
                $"Organisations:{id} must list the SHA-256 of its keys, 64 hexadecimal digits each."
            );
        }
    }

    private static bool IsHash(string text) => text.Length == 64 && text.All(char.IsAsciiHexDigit);
}

/// <summary>Authenticates <c>Authorization: Bearer &lt;api key&gt;</c> (RFC 6750) and sets the organisation of the request.</summary>
public sealed class ApiKeyAuthentication(
    IOptionsMonitor<ApiKeyOptions> options,
    ILoggerFactory loggers,
    UrlEncoder encoder,
    CurrentOrganisation organisation
) : AuthenticationHandler<ApiKeyOptions>(options, loggers, encoder)
{
    /// <summary>The name of the scheme.</summary>
    public const string Bearer = "Bearer";

    /// <inheritdoc />
    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var header = Request.Headers.Authorization.ToString();
        if (!header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
        {
            return Task.FromResult(AuthenticateResult.NoResult());
        }

        if (Owner(header["Bearer ".Length..].Trim()) is not { } owner)
        {
            return Task.FromResult(AuthenticateResult.Fail("Unknown key."));
        }

        organisation.Id = owner;
        var identity = new ClaimsIdentity([new(ClaimTypes.NameIdentifier, owner)], Scheme.Name);
        return Task.FromResult(AuthenticateResult.Success(new(new(identity), Scheme.Name)));
    }

    /// <inheritdoc />
    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers.WWWAuthenticate = Bearer;
        return base.HandleChallengeAsync(properties);
    }

    // Every key is compared, each in constant time: how long it takes tells nothing.
    private string? Owner(string key)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(key));
        string? owner = null;
        foreach (var (id, hashes) in Options.Organisations)
        {
            foreach (var known in hashes)
            {
                if (CryptographicOperations.FixedTimeEquals(hash, Convert.FromHexString(known)))
                {
                    owner = id;
                }
            }
        }

        return owner;
    }
}
