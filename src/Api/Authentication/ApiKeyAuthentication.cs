using System.Net;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using Flowgen.Application.Common;
using Flowgen.Application.Organisations;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Flowgen.Api.Authentication;

/// <summary>The keys of the operators, from the configuration section <c>Operators</c>.</summary>
public sealed class ApiKeyOptions : AuthenticationSchemeOptions
{
    /// <summary>The SHA-256 of each key, in hexadecimal. A key can also belong to an organisation.</summary>
    public List<string> Operators { get; init; } = [];

    /// <inheritdoc />
    public override void Validate()
    {
        if (!Operators.All(hash => hash.Length == 64 && hash.All(char.IsAsciiHexDigit)))
        {
            throw new SettingException("Operators must list the SHA-256 of their keys, 64 hexadecimal digits each.");
        }
    }

    /// <summary>Rejects the demo key of the sandbox.</summary>
    /// <exception cref="SettingException">The demo key is among the operators' keys.</exception>
    public void RefuseDemoKey()
    {
        if (Operators.Contains(KeyText.HashOf(KeyText.Demo), StringComparer.OrdinalIgnoreCase))
        {
            throw new SettingException(
                $"Operators lists the public key {KeyText.Demo}, which is only for the sandbox. Use another key."
            );
        }
    }
}

/// <summary>
/// Authenticates <c>Authorization: Bearer &lt;api key&gt;</c> (RFC 6750). Sets the organisation of the request if the key belongs
/// to one. The claims state the permissions of the key.
/// </summary>
public sealed partial class ApiKeyAuthentication(
    IOptionsMonitor<ApiKeyOptions> options,
    ILogger<ApiKeyAuthentication> logger,
    UrlEncoder encoder,
    IApiKeys keys,
    IHostEnvironment environment,
    CurrentOrganisation organisation
) : AuthenticationHandler<ApiKeyOptions>(options, NullLoggerFactory.Instance, encoder) // the base class would log each rejection again, without the address
{
    /// <summary>The name of the scheme.</summary>
    public const string Bearer = "Bearer";

    /// <summary>The claim of an organisation's key: the id of the organisation.</summary>
    public const string Organisation = "organisation";

    /// <summary>The claim of an organisation's key: the id of the key.</summary>
    public const string Key = "key";

    /// <summary>The claims of an organisation's key: its scopes. Each scope has a policy with the same name.</summary>
    public const string Scope = "scope";

    /// <summary>The claim of a key of a disabled organisation. It replaces the scopes.</summary>
    public const string Disabled = "disabled";

    /// <summary>The claim of an operator's key, and the policy that requires it.</summary>
    public const string Operator = "operator";

    /// <inheritdoc />
    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var header = Request.Headers.Authorization.ToString();
        if (!header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
        {
            return AuthenticateResult.NoResult();
        }

        var text = header["Bearer ".Length..].Trim();
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(text));
        List<Claim> claims = [.. await ClaimsOfOrganisation(text, hash), .. ClaimsOfOperator(hash)];
        return claims is []
            ? AuthenticateResult.Fail("Unknown key.")
            : AuthenticateResult.Success(new(new(new ClaimsIdentity(claims, Scheme.Name)), Scheme.Name));
    }

    /// <inheritdoc />
    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        var refused = await HandleAuthenticateOnceSafeAsync();
        var address = Context.Connection.RemoteIpAddress;
        LogRefused(
            address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address,
            refused.Failure?.Message ?? "No key."
        );
        Response.Headers.WWWAuthenticate = Bearer;
        await base.HandleChallengeAsync(properties);
    }

    private async Task<IEnumerable<Claim>> ClaimsOfOrganisation(string text, byte[] hash)
    {
        if (
            KeyText.IdIn(text, environment.EnvironmentName) is not { } id
            || await keys.FindAsync(id, Context.RequestAborted) is not { } holder
            || !IsSame(hash, holder.Key.Hash)
            || holder.Key.ExpiresAt <= TimeProvider.GetUtcNow()
        )
        {
            return [];
        }

        keys.Used(id);
        organisation.Id = holder.Organisation;
        organisation.Actor = $"key:{id}";
        return
        [
            new(Organisation, holder.Organisation),
            new(Key, id),
            .. holder.IsDisabled
                ? [new Claim(Disabled, "")]
                : holder.Key.Scopes.Select(scope => new Claim(Scope, scope)),
        ];
    }

    // Programs that block addresses parse this line: docs/operations.md.
    [LoggerMessage(LogLevel.Information, "Answered 401 to {Address}: {Reason}")]
    private partial void LogRefused(IPAddress? address, string reason);

    // Compares with every hash, so that the duration reveals nothing.
    private IEnumerable<Claim> ClaimsOfOperator(byte[] hash) =>
        Options.Operators.Aggregate(false, (found, other) => found | IsSame(hash, other)) ? [new(Operator, "")] : [];

    private static bool IsSame(byte[] hash, string other) =>
        CryptographicOperations.FixedTimeEquals(hash, Convert.FromHexString(other));
}
