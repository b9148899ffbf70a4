using System.Security.Cryptography;
using System.Text;

namespace Flowgen.Application.Organisations;

/// <summary>
/// The text of an API key: <c>fg_&lt;environment&gt;_&lt;id&gt;_&lt;secret&gt;</c>. The id is not secret. The prefix lets secret scanners recognise
/// a key in a repository, and a key is invalid in another environment.
/// </summary>
/// <param name="Id">The id: 16 hexadecimal digits.</param>
/// <param name="Text">The whole text, which is shown once.</param>
public sealed record KeyText(string Id, string Text)
{
    /// <summary>The public demo key. Only the sandbox accepts it.</summary>
    public const string Demo = "fg_sandbox_demo";

    private const int IdLength = 8;
    private const int SecretLength = 32;
    private const int MaxLength = 200;

    /// <summary>The hash of <see cref="Text"/>, which is stored instead of the text.</summary>
    public string Hash => HashOf(Text);

    /// <summary>Creates a key with a secret of 256 random bits.</summary>
    /// <param name="environment">The name of the environment, such as <c>Production</c>.</param>
    public static KeyText Create(string environment)
    {
        var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(IdLength));
        var secret = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(SecretLength));
        return new(id, $"fg_{environment.ToLowerInvariant()}_{id}_{secret}");
    }

    /// <summary>The id in the text of a key of this environment; null for any other text.</summary>
    public static string? IdIn(string text, string environment) =>
        text.Length <= MaxLength
        && text.Split('_') is ["fg", var of, { Length: > 0 } id, ..]
        && of.Equals(environment, StringComparison.OrdinalIgnoreCase)
            ? id
            : null;

    /// <summary>The SHA-256 of a key, in hexadecimal. A secret of 256 random bits needs no slow password hash.</summary>
    public static string HashOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
