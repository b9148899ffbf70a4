using System.Globalization;
using System.Numerics;
using System.Text;

namespace Flowgen.Domain;

/// <summary>
/// Escapes in JSON that stand for no character: unpaired surrogates, which many readers refuse (RFC 8259, section 8.2). The API
/// rejects them in requests. Earlier versions stored them; a response shows <c>\ufffd</c> in their place.
/// </summary>
public static class JsonEscapes
{
    private const int Length = 6; // \uXXXX
    private const string Replacement = "fffd";

    /// <summary>The index of the first escape of an unpaired surrogate, or of U+0000; -1 if there is none.</summary>
    /// <param name="json">JSON in UTF-8 or UTF-16, or a part of it that begins and ends outside an escape.</param>
    /// <param name="from">The index at which the search begins.</param>
    /// <param name="orZero">Whether to find U+0000 too.</param>
    public static int IndexOfBad<T>(ReadOnlySpan<T> json, int from, bool orZero)
        where T : unmanaged, IBinaryInteger<T>
    {
        var backslash = T.CreateTruncating('\\');
        for (var i = from; i < json.Length; )
        {
            var next = json[i..].IndexOf(backslash);
            if (next < 0)
            {
                break;
            }

            i += next;
            if (UnitAt(json, i) is not { } unit)
            {
                i += 2; // another escape
            }
            else if (unit is >= 0xD800 and <= 0xDBFF && UnitAt(json, i + Length) is >= 0xDC00 and <= 0xDFFF)
            {
                i += 2 * Length;
            }
            else if (unit is >= 0xD800 and <= 0xDFFF || (orZero && unit is 0))
            {
                return i;
            }
            else
            {
                i += Length;
            }
        }

        return -1;
    }

    /// <summary>Whether the escape at an index is U+0000.</summary>
    public static bool IsZero<T>(ReadOnlySpan<T> json, int at)
        where T : unmanaged, IBinaryInteger<T> => UnitAt(json, at) is 0;

    /// <summary>The JSON with each unpaired surrogate replaced by <c>\ufffd</c>. Its length stays the same.</summary>
    public static string Readable(string json)
    {
        if (IndexOfBad<char>(json, 0, orZero: false) < 0)
        {
            return json;
        }

        var readable = json.ToCharArray();
        MakeReadable<char>(readable);
        return new(readable);
    }

    /// <summary>Replaces each unpaired surrogate by <c>\ufffd</c> in place.</summary>
    public static void MakeReadable<T>(Span<T> json)
        where T : unmanaged, IBinaryInteger<T>
    {
        for (
            var at = IndexOfBad<T>(json, 0, orZero: false);
            at >= 0;
            at = IndexOfBad<T>(json, at + Length, orZero: false)
        )
        {
            for (var i = 0; i < Replacement.Length; i++)
            {
                json[at + 2 + i] = T.CreateTruncating(Replacement[i]);
            }
        }
    }

    /// <summary>
    /// The escapes that <see cref="Readable"/> replaces: their hexadecimal digits by their index in bytes of UTF-8; null if there are none.
    /// </summary>
    public static IReadOnlyDictionary<string, string>? ReplacedIn(string json)
    {
        Dictionary<string, string>? replaced = null;
        var (bytes, counted) = (0, 0);
        for (
            var at = IndexOfBad<char>(json, 0, orZero: false);
            at >= 0;
            at = IndexOfBad<char>(json, at + Length, orZero: false)
        )
        {
            bytes += Encoding.UTF8.GetByteCount(json.AsSpan(counted, at - counted));
            counted = at;
            (replaced ??= [])[bytes.ToString(CultureInfo.InvariantCulture)] = json.Substring(at + 2, 4);
        }

        return replaced;
    }

    /// <summary>Undoes <see cref="Readable"/>.</summary>
    /// <param name="json">The result of <see cref="Readable"/>.</param>
    /// <param name="replaced">The result of <see cref="ReplacedIn"/> for the original JSON.</param>
    /// <exception cref="FormatException">The two do not belong together.</exception>
    public static string Restore(string json, IEnumerable<KeyValuePair<string, string>> replaced)
    {
        var bytes = Encoding.UTF8.GetBytes(json);
        foreach (var (at, digits) in replaced)
        {
            if (
                !int.TryParse(at, NumberStyles.None, CultureInfo.InvariantCulture, out var start)
                || start > bytes.Length - Length
                || digits.Length != Replacement.Length
            )
            {
                throw Impossible();
            }

            Encoding.ASCII.GetBytes(digits, bytes.AsSpan(start + 2));
        }

        var restored = Encoding.UTF8.GetString(bytes);
        return Readable(restored) == json ? restored : throw Impossible();
    }

    private static FormatException Impossible() => new("its replacedEscapes are not those of its texts");

    // Null if there is no complete \uXXXX.
    private static int? UnitAt<T>(ReadOnlySpan<T> json, int at)
        where T : unmanaged, IBinaryInteger<T>
    {
        if (
            at + Length > json.Length
            || json[at] != T.CreateTruncating('\\')
            || json[at + 1] != T.CreateTruncating('u')
        )
        {
            return null;
        }

        var unit = 0;
        foreach (var digit in json.Slice(at + 2, Length - 2))
        {
            var value = (char)int.CreateTruncating(digit);
            if (!char.IsAsciiHexDigit(value))
            {
                return null;
            }

            unit = (unit << 4) | (value <= '9' ? value - '0' : (value | 0x20) - 'a' + 10);
        }

        return unit;
    }
}
