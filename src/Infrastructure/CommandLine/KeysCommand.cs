using System.Globalization;
using Flowgen.Application.Organisations;
using Flowgen.Domain;
using Flowgen.Domain.Organisations;
using JasperFx.CommandLine;
using MediatR;
using Microsoft.Extensions.DependencyInjection;

namespace Flowgen.Infrastructure.CommandLine;

/// <summary>What to do with keys.</summary>
public enum KeyAction
{
    /// <summary>Give somebody one.</summary>
    create,

    /// <summary>List those of an organisation.</summary>
    list,

    /// <summary>Replace one by another.</summary>
    rotate,

    /// <summary>End the use of one.</summary>
    revoke,
}

/// <summary>The arguments of <see cref="KeysCommand"/>.</summary>
public sealed class KeysInput : OperatorInput
{
    /// <summary>What to do.</summary>
    [Description("What to do")]
    public KeyAction Action { get; set; }

    /// <summary>Whose keys.</summary>
    [Description("The organisation")]
    public string Organisation { get; set; } = "";

    /// <summary>The key to rotate or revoke.</summary>
    [Description("The id of the key to rotate or revoke: what stands in it after its environment")]
    public string? KeyId { get; set; }

    /// <summary>Of a new key.</summary>
    [Description("Who holds the new key")]
    public string NameFlag { get; set; } = "command line";

    /// <summary>Of a new key.</summary>
    [Description("What the new key allows, with commas between; without it, everything")]
    public string? ScopesFlag { get; set; }

    /// <summary>Of a new key.</summary>
    [Description("How many days the new key is of use; without it, until it is revoked")]
    public int? DaysFlag { get; set; }

    /// <summary>Of a rotated key.</summary>
    [Description("How many hours the old key remains of use when it is rotated; without it, 24")]
    public int OverlapFlag { get; set; } = 24;
}

/// <summary><c>keys create|list|rotate|revoke</c>.</summary>
[Description("Create, list, rotate and revoke the keys of an organisation")]
public sealed class KeysCommand : OperatorCommand<KeysInput>
{
    /// <summary>Says how it is used.</summary>
    public KeysCommand()
    {
        Usage("Create one, or list all").Arguments(input => input.Action, input => input.Organisation);
        Usage("Rotate or revoke one")
            .Arguments(input => input.Action, input => input.Organisation, input => input.KeyId!);
    }

    /// <inheritdoc />
    protected override async Task<CommandResult> RunAsync(KeysInput input, IServiceProvider services)
    {
        var mediator = services.GetRequiredService<IMediator>();
        switch (input.Action)
        {
            case KeyAction.create:
                var scopes = input.ScopesFlag?.Split(',', StringSplitOptions.TrimEntries) ?? [.. Scope.All];
                var expiresAt = input.DaysFlag is { } days
                    ? TimeProvider.System.GetUtcNow().AddDays(days)
                    : (DateTimeOffset?)null;
                return Shown(
                    await mediator.Send(new CreateApiKey(input.Organisation, input.NameFlag, scopes, expiresAt, []))
                );
            case KeyAction.rotate:
                var old = Required(input.KeyId, "key");
                var overlap = TimeSpan.FromHours(input.OverlapFlag);
                return Shown(await mediator.Send(new RotateApiKey(input.Organisation, old, overlap)));
            case KeyAction.revoke:
                var id = Required(input.KeyId, "key");
                return await mediator.Send(new RevokeApiKey(input.Organisation, id))
                    ? new(new { Revoked = id }, $"{id} is of no use any more.")
                    : throw new DomainRuleException("unknown_key", "The organisation has no key with this id.");
            default:
                var keys =
                    await mediator.Send(new ListApiKeys(input.Organisation))
                    ?? throw new DomainRuleException("unknown_organisation", "There is no organisation with this id.");
                return new(
                    keys.Select(one => Shown(one.Key, one.LastUsedAt)),
                    [.. keys.Select(one => Line(one.Key, one.LastUsedAt))]
                );
        }
    }

    // The key goes last, so that it can be cut from the end.
    private static CommandResult Shown(NewApiKey made) =>
        new(
            new
            {
                made.Key.Id,
                made.Key.Name,
                made.Key.Scopes,
                made.Key.CreatedAt,
                made.Key.ExpiresAt,
                Key = made.Text,
            },
            Line(made.Key, lastUsedAt: null),
            "Keep it safe, it is not shown again:",
            made.Text
        );

    private static object Shown(ApiKey key, DateTimeOffset? lastUsedAt) =>
        new
        {
            key.Id,
            key.Name,
            key.Scopes,
            key.CreatedAt,
            key.ExpiresAt,
            LastUsedAt = lastUsedAt,
        };

    private static string Line(ApiKey key, DateTimeOffset? lastUsedAt) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{key.Id}  {key.Name}  {string.Join(',', key.Scopes)}  expires {Time(key.ExpiresAt)}, last used {Time(lastUsedAt)}"
        );

    private static string Time(DateTimeOffset? time) => time?.ToString("u", CultureInfo.InvariantCulture) ?? "never";
}
