using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Flowgen.Application.FlowTypes;
using FluentValidation.Results;

namespace Flowgen.Api.JsonApi;

/// <summary>A resource from the body of a request.</summary>
/// <param name="Data">The resource object.</param>
/// <param name="Attributes">The attributes object; null if it is missing or invalid.</param>
/// <param name="Errors">The validation errors found so far, to be reported with those of the other members.</param>
/// <param name="Body">The bytes of the whole document.</param>
internal sealed record SentResource(
    JsonElement Data,
    JsonElement? Attributes,
    IReadOnlyList<ValidationFailure> Errors,
    byte[] Body
)
{
    private const string LeaveOut = "The server sets this attribute. Leave it out.";

    /// <summary>The maximum number of unknown names that are listed: a document can have a hundred thousand.</summary>
    public const int MaxErrors = 100;

    /// <summary>The value of an attribute; undefined if it is null or absent.</summary>
    public JsonElement Given(string name) =>
        Attributes is { } attributes
        && attributes.TryGetProperty(name, out var value)
        && value.ValueKind is not JsonValueKind.Null
            ? value
            : default;

    /// <summary>Whether an attribute is present, possibly as null.</summary>
    public bool Has(string name) => Attributes is { } attributes && attributes.TryGetProperty(name, out _);

    /// <summary>The validation errors of attributes that a client can't set.</summary>
    /// <param name="writable">The names of the attributes that a client can set.</param>
    /// <param name="readOnly">The names of the attributes that a client can send only as null.</param>
    public IEnumerable<ValidationFailure> Misnamed(IReadOnlyList<string> writable, IReadOnlyList<string> readOnly) =>
        Attributes!
            .Value.EnumerateObject()
            // Members that begin with @ are ignored: https://jsonapi.org/format/1.1/#document-member-names-at-members
            .Where(attribute => !attribute.Name.StartsWith('@') && !writable.Contains(attribute.Name))
            .Where(attribute =>
                attribute.Value.ValueKind is not JsonValueKind.Null || !readOnly.Contains(attribute.Name)
            )
            .Select(attribute =>
                readOnly.Contains(attribute.Name)
                    ? ValidationError.At(attribute.Name, "read_only_attribute", LeaveOut)
                    : ValidationError.At(
                        ValidationError.Escape(attribute.Name),
                        "unknown_attribute",
                        $"There is no such attribute. Use any of: {string.Join(", ", writable)}."
                    )
            )
            .Take(MaxErrors);

    /// <summary>Reads a text attribute; null if it is absent or invalid.</summary>
    /// <param name="name">The name of the attribute.</param>
    /// <param name="missing">The error detail if the attribute is absent; null if it is optional.</param>
    /// <param name="errors">Receives the validation errors.</param>
    public string? Text(string name, string? missing, ICollection<ValidationFailure> errors) =>
        Read(name, missing, errors, JsonText.Of, "The value has the wrong type. Send a string.");

    /// <summary>Reads an attribute that is a list of texts; null if it is absent or invalid.</summary>
    public IReadOnlyList<string>? Texts(string name, string? missing, ICollection<ValidationFailure> errors) =>
        Read(
            name,
            missing,
            errors,
            value =>
                value.ValueKind is JsonValueKind.Array
                && value.EnumerateArray().All(item => JsonText.Of(item) is not null)
                    ? value.EnumerateArray().Select(item => item.GetString()!).ToList()
                    : null,
            "The value has the wrong type. Send a list of strings."
        );

    /// <summary>Reads an optional attribute that is true or false; null if it is absent or invalid.</summary>
    public bool? Bool(string name, ICollection<ValidationFailure> errors) =>
        (bool?)
            Read<object>(
                name,
                missing: null,
                errors,
                value => value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : null,
                "The value has the wrong type. Send true or false."
            );

    private T? Read<T>(
        string name,
        string? missing,
        ICollection<ValidationFailure> errors,
        Func<JsonElement, T?> read,
        string expectation
    )
        where T : class
    {
        var given = Given(name);
        if (given.ValueKind is JsonValueKind.Undefined)
        {
            if (missing is not null)
            {
                errors.Add(ValidationError.At(name, "required", missing));
            }

            return null;
        }

        var value = read(given);
        if (value is null)
        {
            errors.Add(ValidationError.At(name, "invalid_type", expectation));
        }

        return value;
    }
}

/// <summary>Reads the document of a request: its bytes, its JSON, and its resource object.</summary>
internal static class RequestBody
{
    /// <summary>The maximum length of a request body, in bytes.</summary>
    public const int MaxLength = 1024 * 1024;

    // UTF-8, UTF-16 little-endian, UTF-16 big-endian.
    private static readonly byte[][] ByteOrderMarks =
    [
        [0xEF, 0xBB, 0xBF],
        [0xFF, 0xFE],
        [0xFE, 0xFF],
    ];

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 64, AllowDuplicateProperties = false };

    /// <summary>Reads a document with a resource of this type.</summary>
    /// <exception cref="RequestException">400, 409, 413, 415 or 422: the document can't be checked for further errors.</exception>
    public static async Task<SentResource> ReadResourceAsync(HttpRequest request, string type)
    {
        MediaTypes.RequireJson(request);
        var body = await ReadAsync(request);
        var document = Parse(body);
        var unreadable = UnreadableValues.In(body);
        request.HttpContext.Features.Set(new SentDocument(document));
        if (document.ValueKind is not JsonValueKind.Object || !document.TryGetProperty("data", out var data))
        {
            throw Refused(422, "/data", "required", "Send a resource object.");
        }

        if (data.ValueKind is not JsonValueKind.Object)
        {
            throw Refused(422, "/data", "invalid_type", "The value has the wrong type. Send an object.");
        }

        var errors = new List<ValidationFailure>(unreadable);
        if (!data.TryGetProperty("type", out var actual))
        {
            errors.Add(ValidationError.At("/data/type", "required", $"Send {type}."));
        }
        else if (JsonText.Of(actual) != type)
        {
            throw Refused(
                409,
                "/data/type",
                "type_conflict",
                $"This path has another resource type. Send the type {type}."
            );
        }

        var hasAttributes = data.TryGetProperty("attributes", out var attributes);
        if (attributes.ValueKind is not JsonValueKind.Object)
        {
            errors.Add(
                ValidationError.At("/data/attributes", hasAttributes ? "invalid_type" : "required", "Send an object.")
            );
        }

        return new(data, attributes.ValueKind is JsonValueKind.Object ? attributes : null, errors, body);
    }

    private static RequestException Refused(int status, string pointer, string code, string detail) =>
        new(status, new RequestError(code, detail) { Source = new() { Pointer = pointer } });

    private static async Task<byte[]> ReadAsync(HttpRequest request)
    {
        using var body = new MemoryStream((int)Math.Min(request.ContentLength ?? 0, MaxLength));
        var buffer = new byte[16 * 1024];
        int read;
        while ((read = await request.Body.ReadAsync(buffer, request.HttpContext.RequestAborted)) > 0)
        {
            body.Write(buffer, 0, read);
            if (body.Length > MaxLength)
            {
                throw new RequestException(
                    413,
                    new RequestError("body_too_large", "The body is too large. Send at most 1 MiB.")
                );
            }
        }

        return body.ToArray();
    }

    private static JsonElement Parse(byte[] body)
    {
        if (ByteOrderMarks.Any(mark => body.AsSpan().StartsWith(mark)))
        {
            throw Malformed("The body begins with a byte order mark", body, 0, " Send UTF-8 without one.");
        }

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
                $"The body is not JSON, or nests too deeply, {Place(e.LineNumber + 1, e.BytePositionInLine + 1)}."
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

    // The error for valid JSON with a repeated name, or with a name that contains an escaped half of a surrogate pair.
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
            // The reader is at the invalid name.
        }

        return Malformed("A name contains half a Unicode character", body, (int)reader.TokenStartIndex);
    }

    /// <summary>400: the body is not acceptable JSON, because of the content at this byte.</summary>
    internal static RequestException Malformed(string what, ReadOnlySpan<byte> body, int at, string advice = "") =>
        Malformed($"{what}, {Place(body, at)}.{advice}");

    /// <summary>The position of a byte in words: its line and its byte in the line, both from 1.</summary>
    internal static string Place(ReadOnlySpan<byte> body, int at)
    {
        var before = body[..at];
        return Place(before.Count((byte)'\n') + 1, at - before.LastIndexOf((byte)'\n'));
    }

    private static string Place(long? line, long? position) => $"at line {line}, byte {position}";

    private static RequestException Malformed(string detail) => new(400, new RequestError("malformed_json", detail));
}
