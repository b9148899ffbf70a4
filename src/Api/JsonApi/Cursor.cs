using System.Buffers.Text;

namespace Flowgen.Api.JsonApi;

/// <summary>The place in a list after which a page begins; opaque to clients.</summary>
internal static class Cursor
{
    public static string Write(Guid last) => Base64Url.EncodeToString(last.ToByteArray(bigEndian: true));

    public static bool TryRead(string text, out Guid last)
    {
        var bytes = new byte[16];
        var good =
            Base64Url.IsValid(text)
            && Base64Url.TryDecodeFromChars(text, bytes, out var length)
            && length == bytes.Length;
        last = good ? new Guid(bytes, bigEndian: true) : default;
        return good;
    }
}
