using System.Globalization;
using Flowgen.Application.Organisations.Commands;
using Flowgen.Application.Organisations.Queries;
using Flowgen.Domain;
using Flowgen.Domain.Organisations;
using MediatR;
using Microsoft.Extensions.DependencyInjection;

namespace Flowgen.Infrastructure.CommandLine;

/// <summary><c>keys create|list|rotate|revoke</c>.</summary>
internal static class KeysCommands
{
    private const string Organisation = "<organisation>";
    private const string KeyId = "<key id>";
    private const int MaxDays = 36_500;
    private const int DefaultOverlap = 24;
    private const int MaxOverlap = 30 * 24;

    public static IEnumerable<OperatorCommand> All =>
        [
            new(
                "keys create",
                "Create a key of an organisation; it is shown once",
                [Organisation],
                new CommandOption(
                    "--scopes",
                    "<scopes>",
                    $"What the key allows, comma-separated: {string.Join(',', Scope.All)}.",
                    IsRequired: true
                ),
                new CommandOption("--name", "<name>", "Who holds the key; without it, 'command line'."),
                new CommandOption("--days", "<days>", "When the key expires; without it, never.")
            )
            {
                RunAsync = CreateAsync,
            },
            new("keys list", "List the keys of an organisation", [Organisation]) { RunAsync = ListAsync },
            new(
                "keys rotate",
                "Replace a key by another with the same name and scopes; it is shown once",
                [Organisation, KeyId],
                new CommandOption(
                    "--overlap",
                    "<hours>",
                    $"How long the old key still works; without it, {DefaultOverlap}."
                )
            )
            {
                RunAsync = RotateAsync,
            },
            new("keys revoke", "Revoke a key, at once on every node", [Organisation, KeyId]) { RunAsync = RevokeAsync },
        ];

    private static async Task<CommandResult> CreateAsync(CommandInput input, IServiceProvider services)
    {
        var scopes = input["--scopes"].Split(',', StringSplitOptions.TrimEntries);
        var expiresAt = input.Number("--days", 1, MaxDays) is { } days
            ? TimeProvider.System.GetUtcNow().AddDays(days)
            : (DateTimeOffset?)null;
        var name = input.Find("--name") ?? "command line";
        var created = await Send(services, new CreateApiKey(input[Organisation], name, scopes, expiresAt, []));
        return Shown(created.Answer!);
    }

    private static async Task<CommandResult> ListAsync(CommandInput input, IServiceProvider services)
    {
        var keys =
            await Send(services, new ListApiKeys(input[Organisation]))
            ?? throw new DomainRuleException("unknown_organisation", "There is no organisation with this id.");
        return new(
            keys.Select(one => Shown(one.Key, one.LastUsedAt)),
            [.. keys.Select(one => Line(one.Key, one.LastUsedAt))]
        );
    }

    private static async Task<CommandResult> RotateAsync(CommandInput input, IServiceProvider services)
    {
        var overlap = TimeSpan.FromHours(input.Number("--overlap", 0, MaxOverlap) ?? DefaultOverlap);
        return Shown(await Send(services, new RotateApiKey(input[Organisation], input[KeyId], overlap)));
    }

    private static async Task<CommandResult> RevokeAsync(CommandInput input, IServiceProvider services) =>
        await Send(services, new RevokeApiKey(input[Organisation], input[KeyId]))
            ? new(new { Revoked = input[KeyId] }, $"Key {input[KeyId]} is revoked.")
            : throw new DomainRuleException("unknown_key", "The organisation has no key with this id.");

    private static Task<T> Send<T>(IServiceProvider services, IRequest<T> request) =>
        services.GetRequiredService<IMediator>().Send(request);

    // The key is the last line, so that a script can cut it from the end.
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
