using System.ComponentModel.DataAnnotations;
using Flowgen.Application.Common;

namespace Flowgen.Infrastructure.Generators;

/// <summary>Which language model puts requirements into words, and what it may cost: the section <c>LanguageModel</c>.</summary>
internal sealed record LanguageModelSettings
{
    /// <summary>The URL under which <c>/chat/completions</c> is, such as <c>https://api.openai.com/v1</c>; empty for no model.</summary>
    public string Endpoint { get; init; } = "";

    /// <summary>Its name there.</summary>
    public string Model { get; init; } = "";

    /// <summary>Sent as a bearer token; empty where the endpoint takes none.</summary>
    public string ApiKey { get; init; } = "";

    /// <summary>What the model may take for one flow, all calls together. Less than a try of the generation may take.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:10:00")]
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How many flows a node has put into words at a time. Others wait for half of <see cref="Timeout"/>.</summary>
    [Range(1, 1_000)]
    public int Parallel { get; init; } = 8;

    /// <summary>How many tokens it may write in one answer.</summary>
    [Range(100, 100_000)]
    public int MaxOutputTokens { get; init; } = 4_000;

    /// <summary>How many tokens one flow may take, read and written.</summary>
    [Range(1_000, 10_000_000)]
    public int MaxTokens { get; init; } = 60_000;

    /// <summary>Of a million tokens read, in whatever currency.</summary>
    [Range(typeof(decimal), "0", "1000000")]
    public decimal InputPrice { get; init; }

    /// <summary>Of a million tokens written, in the same.</summary>
    [Range(typeof(decimal), "0", "1000000")]
    public decimal OutputPrice { get; init; }

    /// <summary>What an organisation may cost in a day (UTC), in the same.</summary>
    [Range(typeof(decimal), "0", "1000000000")]
    public decimal DailyBudget { get; init; } = 10;

    /// <summary>What so many tokens cost.</summary>
    public decimal CostOf(int input, int output) => ((input * InputPrice) + (output * OutputPrice)) / 1_000_000;

    /// <summary>Where to ask; null for no model.</summary>
    /// <param name="generation">What a try of a generation may take.</param>
    /// <exception cref="SettingException">It can't be asked there, or not in time.</exception>
    public Uri? Address(TimeSpan generation)
    {
        if (Endpoint is "")
        {
            return null;
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
