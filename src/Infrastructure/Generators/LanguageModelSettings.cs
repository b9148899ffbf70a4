using System.ComponentModel.DataAnnotations;
using Flowgen.Application.Common;

namespace Flowgen.Infrastructure.Generators;

/// <summary>The settings of the language model that words requirements, and of its cost: the section <c>LanguageModel</c>.</summary>
internal sealed record LanguageModelSettings
{
    /// <summary>The base URL of <c>/chat/completions</c>, such as <c>https://api.openai.com/v1</c>; empty for no model.</summary>
    public string Endpoint { get; init; } = "";

    /// <summary>The name of the model at the endpoint.</summary>
    public string Model { get; init; } = "";

    /// <summary>The bearer token for the endpoint; empty if it needs none.</summary>
    public string ApiKey { get; init; } = "";

    /// <summary>The time limit for all calls for one flow. It must be less than <c>Generation__Timeout</c>.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:10:00")]
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The maximum number of flows that a node words at a time. Others wait for up to half of <see cref="Timeout"/>.</summary>
    [Range(1, 1_000)]
    public int Parallel { get; init; } = 8;

    /// <summary>The maximum number of tokens in one response.</summary>
    [Range(100, 100_000)]
    public int MaxOutputTokens { get; init; } = 4_000;

    /// <summary>The maximum number of tokens for one flow, read and written.</summary>
    [Range(1_000, 10_000_000)]
    public int MaxTokens { get; init; } = 60_000;

    /// <summary>The price of a million tokens read, in any currency.</summary>
    [Range(typeof(decimal), "0", "1000000")]
    public decimal InputPrice { get; init; }

    /// <summary>The price of a million tokens written, in the same currency.</summary>
    [Range(typeof(decimal), "0", "1000000")]
    public decimal OutputPrice { get; init; }

    /// <summary>The maximum cost of an organisation on a day (UTC), in the same currency.</summary>
    [Range(typeof(decimal), "0", "1000000000")]
    public decimal DailyBudget { get; init; } = 10;

    /// <summary>The cost of a call.</summary>
    public decimal CostOf(int input, int output) => ((input * InputPrice) + (output * OutputPrice)) / 1_000_000;

    /// <summary>The address of the endpoint; null for no model.</summary>
    /// <param name="generation">The time limit of an attempt of a generation.</param>
    /// <exception cref="SettingException">A setting is invalid.</exception>
    public Uri? Address(TimeSpan generation)
    {
        if (Endpoint is "")
        {
            return ApiKey is ""
                ? null
                : throw new SettingException(
                    "LanguageModel__Endpoint is missing: set it, or leave LanguageModel__ApiKey out."
                );
        }

        if (
            !Uri.TryCreate(Endpoint, UriKind.Absolute, out var address)
            || (address.Scheme != Uri.UriSchemeHttps && address.Scheme != Uri.UriSchemeHttp)
        )
        {
            throw new SettingException(
                $"LanguageModel__Endpoint can't be '{Endpoint}': use a URL such as https://api.openai.com/v1."
            );
        }

        if ((address.UserInfo + address.Fragment) is not "")
        {
            throw new SettingException("LanguageModel__Endpoint can't have a user or a fragment: leave it out.");
        }

        if (!ApiKey.All(it => char.IsAscii(it) && !char.IsControl(it) && it is not ' '))
        {
            throw new SettingException(
                "LanguageModel__ApiKey can't have spaces, line breaks or letters beyond ASCII: use it as the endpoint gave it."
            );
        }

        if (address.Scheme == Uri.UriSchemeHttp && ApiKey is not "" && !address.IsLoopback)
        {
            throw new SettingException(
                "LanguageModel__Endpoint can't be http with a LanguageModel__ApiKey: use https, or no key."
            );
        }

        return Model is "" ? throw new SettingException("LanguageModel__Model is missing: say which to use.")
            : Timeout >= generation
                ? throw new SettingException(
                    $"LanguageModel__Timeout can't be '{Timeout}': use less than Generation__Timeout, which is {generation}."
                )
            : address;
    }
}
