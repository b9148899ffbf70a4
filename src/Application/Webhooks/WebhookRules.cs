using System.Text.RegularExpressions;
using Flowgen.Application.FlowTypes;
using Flowgen.Domain;
using Flowgen.Domain.Webhooks;
using FluentValidation;
using FluentValidation.Results;

namespace Flowgen.Application.Webhooks;

/// <summary>What a webhook may ask for. No validator of a command, since a change is judged by what it makes of the webhook.</summary>
internal sealed partial class WebhookRules(IWebhookAddresses addresses, IWebhookResources resources)
{
    private const int LongestUrl = 2_000;
    private const int LongestDescription = 200;

    /// <summary>Passes settings that may be.</summary>
    /// <param name="settings">What is asked for.</param>
    /// <param name="before">What was; null for a new webhook. Where its URL leads is not looked up again.</param>
    /// <param name="readErrors">Errors found while the request was read. They are reported with those of the rules.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="ValidationException">With all errors.</exception>
    public async Task CheckAsync(
        WebhookSettings settings,
        WebhookSettings? before,
        IReadOnlyList<ValidationFailure> readErrors,
        CancellationToken cancellationToken
    )
    {
        var errors = Errors(settings).ToList();
        if (settings.Url != before?.Url && await UrlErrorAsync(settings.Url, cancellationToken) is { } error)
        {
            errors.Add(error);
        }

        if (ValidationError.All(readErrors, errors) is not [] and var all)
        {
            throw new ValidationException(all);
        }
    }

    private IEnumerable<ValidationFailure> Errors(WebhookSettings settings)
    {
        if (settings.Events is [])
        {
            yield return ValidationError.At(
                "events",
                "required",
                $"Send at least one of: {Names(WebhookSettings.AllEvents)}."
            );
        }

        foreach (var (i, name) in settings.Events.Index())
        {
            if (!WebhookSettings.AllEvents.Contains(name))
            {
                var detail = $"There is no such event. Use any of: {Names(WebhookSettings.AllEvents)}.";
                yield return ValidationError.At($"events/{i}", "unknown_event", detail);
            }
        }

        if (!WebhookSettings.AllResources.Contains(settings.Resource))
        {
            var detail = $"There is no such resource type. Use one of: {Names(WebhookSettings.AllResources)}.";
            yield return ValidationError.At("resource", "unknown_resource", detail);
        }
        else
        {
            foreach (var error in FieldErrors(settings))
            {
                yield return error;
            }
        }

        if (string.IsNullOrEmpty(settings.Description))
        {
            yield break;
        }

        if (!Characters.VisibleIn(settings.Description))
        {
            const string detail = "The description has no visible character. Send some text, or null for none.";
            yield return ValidationError.At("description", "invalid_description", detail);
        }
        else if (Characters.TooManyIn(settings.Description, LongestDescription))
        {
            var detail = $"The description is too long. Use at most {LongestDescription} characters, or null for none.";
            yield return ValidationError.At("description", "invalid_description", detail);
        }
    }

    private IEnumerable<ValidationFailure> FieldErrors(WebhookSettings settings)
    {
        if (settings.Fields is [])
        {
            yield return ValidationError.At("fields", "required", "Send at least one attribute, or null for all.");
        }

        var attributes = resources.AttributesOf(settings.Resource);
        foreach (var (i, name) in (settings.Fields ?? []).Index())
        {
            if (!attributes.Contains(name))
            {
                yield return ValidationError.At(
                    $"fields/{i}",
                    "unknown_field",
                    $"There is no such attribute. Use any of: {Names(attributes)}."
                );
            }
        }
    }

    private async Task<ValidationFailure?> UrlErrorAsync(string url, CancellationToken cancellationToken)
    {
        if (ShapeError(url) is { } detail)
        {
            return ValidationError.At("url", "invalid_url", detail);
        }

        return await addresses.RefusalOfAsync(url, cancellationToken) is { } refusal
            ? ValidationError.At("url", "url_refused", refusal)
            : null;
    }

    // What may be called at all is for the addresses to say.
    private static string? ShapeError(string url) =>
        Characters.TooManyIn(url, LongestUrl) ? $"The URL is too long. Use at most {LongestUrl} characters."
        : url.Any(character => char.IsWhiteSpace(character) || char.IsControl(character))
        || !Uri.TryCreate(url, UriKind.Absolute, out var uri)
        || !(uri.Scheme == Uri.UriSchemeHttps || uri.Scheme == Uri.UriSchemeHttp)
            ? "The URL is invalid. Use a URL such as https://example.com/webhooks."
        : url.Contains('#') ? "The URL has a fragment, which is never sent. Leave it out."
        : uri.Port is 0 ? "The port of the URL is invalid. Use 1 to 65535."
        : IsHost(uri) ? null
        : "The host of the URL is invalid. Use a DNS name in ASCII (xn--…): labels of 1 to 63 characters, 253 in total.";

    // In ASCII (RFC 1123, section 2.1, and RFC 5890), as it is looked up.
    private static bool IsHost(Uri uri)
    {
        try
        {
            return uri.HostNameType is UriHostNameType.IPv4 or UriHostNameType.IPv6 || Host().IsMatch(uri.IdnHost);
        }
        catch (Exception e) when (e is UriFormatException or ArgumentException)
        {
            return false; // nothing of ASCII stands for it
        }
    }

    [GeneratedRegex(@"\A(?=.{1,253}\.?\z)[A-Za-z0-9_-]{1,63}(?:\.[A-Za-z0-9_-]{1,63})*\.?\z")]
    private static partial Regex Host();

    private static string Names(IEnumerable<string> names) => string.Join(", ", names);
}
