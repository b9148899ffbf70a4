using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Flowgen.Api.JsonApi;

/// <summary>Reads the document a client sends: its bytes, its JSON, and the outside of its resource.</summary>
internal static class RequestBody
{
    /// <summary>Of a request body, in bytes.</summary>
    public const int MaxLength = 1024 * 1024;

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 64, AllowDuplicateProperties = false };

    /// <summary>Reads a document with a resource of this type, and returns the resource and the whole body.</summary>
    /// <exception cref="RequestException">400, 409, 413, 415 or 422, with every fault of the shape.</exception>
    public static async Task<(JsonElement Resource, byte[] Body)> ReadResourceAsync(HttpRequest request, string type)
    {
        MediaTypes.RequireJson(request);
        var body = await ReadAsync(request);
        var document = Parse(body);
        if (document.ValueKind is not JsonValueKind.Object || !document.TryGetProperty("data", out var data))
        {
            throw Invalid("", "required", "Send an object with a member data.");
        }

        if (data.ValueKind is not JsonValueKind.Object)
        {
            throw Invalid("/data", "invalid_type", "Send an object.");
        }

        if (!data.TryGetProperty("type", out var actual))
        {
            throw Invalid("/data", "required", $"Send a member type with the value {type}.");
        }

        if (JsonText.Of(actual) != type)
        {
            throw new RequestException(
                409,
                new RequestFault("type_conflict", $"Send the type {type}.")
                {
                    Source = new() { Pointer = "/data/type" },
                }
            );
        }

        return data.TryGetProperty("attributes", out var attributes) && attributes.ValueKind is JsonValueKind.Object
            ? (data, body)
            : throw Invalid("/data", "required", "Send a member attributes that is an object.");
    }

    public static RequestException Invalid(string pointer, string code, string detail) =>
        new(422, new RequestFault(code, detail) { Source = new() { Pointer = pointer } });

    private static async Task<byte[]> ReadAsync(HttpRequest request)
    {
        using var body = new MemoryStream();
        var buffer = new byte[16 * 1024];
        int read;
        while ((read = await request.Body.ReadAsync(buffer, request.HttpContext.RequestAborted)) > 0)
        {
            body.Write(buffer, 0, read);
            if (body.Length > MaxLength)
            {
                throw new RequestException(413, new RequestFault("body_too_large", "Send a body of at most 1 MiB."));
            }
        }

        return body.ToArray();
    }

    private static JsonElement Parse(byte[] body)
    {
        var valid = ValidUtf8(body);
        if (valid < body.Length)
        {
            throw Malformed("The body must be UTF-8", body, valid);
        }

        try
        {
            return JsonElement.Parse(body, Strict);
        }
        catch (JsonException e) when (e.LineNumber is not null)
        {
            throw Malformed(
                $"The body is not JSON, or nests too deeply, {Place(e.LineNumber + 1, e.BytePositionInLine + 1)}"
            );
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw FirstBadName(body);
        }
    }

    private static int ValidUtf8(ReadOnlySpan<byte> body)
    {
        if (Utf8.IsValid(body))
        {
            return body.Length;
        }

        var valid = 0;
        while (Rune.DecodeFromUtf8(body[valid..], out _, out var length) is OperationStatus.Done)
        {
            valid += length;
        }

        return valid;
    }

    // JSON by its grammar, but a name is repeated, or can't be read because it holds an escaped half of a surrogate pair.
    private static RequestException FirstBadName(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = Strict.MaxDepth });
        var objects = new Stack<HashSet<string>>();
        try
        {
            while (reader.Read())
            {
                switch (reader.TokenType)
                {
                    case JsonTokenType.StartObject:
                        objects.Push(new(StringComparer.Ordinal));
                        break;
                    case JsonTokenType.EndObject:
                        objects.Pop();
                        break;
                    case JsonTokenType.PropertyName when !objects.Peek().Add(reader.GetString()!):
                        return Malformed("A name is repeated", body, (int)reader.TokenStartIndex);
                }
            }
        }
        catch (InvalidOperationException)
        {
            // The reader stands at the name.
        }

        return Malformed("A name holds half a Unicode character", body, (int)reader.TokenStartIndex);
    }

    private static RequestException Malformed(string what, ReadOnlySpan<byte> body, int at)
    {
        var before = body[..at];
        return Malformed($"{what}, {Place(before.Count((byte)'\n') + 1, at - before.LastIndexOf((byte)'\n'))}");
    }

    private static string Place(long? line, long? position) => $"at line {line}, byte {position}.";

    private static RequestException Malformed(string detail) => new(400, new RequestFault("malformed_json", detail));
}
