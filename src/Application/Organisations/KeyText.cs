using System.Security.Cryptography;
using System.Text;

namespace Flowgen.Application.Organisations;

/// <summary>
/// A key as its holder has it: <c>fg_&lt;environment&gt;_&lt;id&gt;_&lt;secret&gt;</c>, of which the id may be shown. Known for what it is
/// by scanners of repositories, and of no use in another environment.
/// </summary>
/// <param name="Id">16 hexadecimal digits.</param>
/// <param name="Text">All of it. Shown once.</param>
public sealed record KeyText(string Id, string Text)
{
    /// <summary>The key that everybody knows, and only the sandbox takes.</summary>
    public const string Demo = "fg_sandbox_demo";

    private const int IdLength = 8;
    private const int SecretLength = 32;
    private const int Longest = 200;

    /// <summary>The hash of <see cref="Text"/>.</summary>
    public string Hash => HashOf(Text);

    /// <summary>Makes one with a secret of 256 random bits.</summary>
    /// <param name="environment">Its name, such as <c>Production</c>.</param>
    public static KeyText Create(string environment)
    {
        var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(IdLength));
        var secret = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(SecretLength));
        return new(id, $"fg_{environment.ToLowerInvariant()}_{id}_{secret}");
    }

    /// <summary>The id in a key of this environment; null in anything else.</summary>
    public static string? IdIn(string text, string environment) =>
        text.Length <= Longest
        && text.Split('_') is ["fg", var of, { Length: > 0 } id, ..]
        && of.Equals(environment, StringComparison.OrdinalIgnoreCase)
            ? id
            : null;

    /// <summary>The SHA-256, in hexadecimal. 256 random bits need no slower one.</summary>
    public static string HashOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
