using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Flowgen.Application.FlowTypes;
using FluentValidation.Results;

namespace Flowgen.Api.JsonApi;

/// <summary>A resource that a client sent.</summary>
/// <param name="Data">All of it.</param>
/// <param name="Attributes">An object; null where it has none.</param>
/// <param name="Faults">Of its type and attributes, to be reported with those of its other members.</param>
/// <param name="Body">The whole document as it came.</param>
internal sealed record SentResource(
    JsonElement Data,
    JsonElement? Attributes,
    IReadOnlyList<ValidationFailure> Faults,
    byte[] Body
)
{
    private const string LeaveOut = "Leave it out: the server sets it.";

    // More unknown names than these are not listed: a document can hold a hundred thousand.
    public const int MaxFaults = 100;

    /// <summary>The value of an attribute; undefined where it is null or was not sent.</summary>
    public JsonElement Given(string name) =>
        Attributes is { } attributes
        && attributes.TryGetProperty(name, out var value)
        && value.ValueKind is not JsonValueKind.Null
            ? value
            : default;

    /// <summary>Whether an attribute was sent, if only as null.</summary>
    public bool Has(string name) => Attributes is { } attributes && attributes.TryGetProperty(name, out _);

    /// <summary>The faults of attributes that a client can't set.</summary>
    /// <param name="writable">The names of those it can.</param>
    /// <param name="readOnly">The names of those it can send as null.</param>
    public IEnumerable<ValidationFailure> Misnamed(IReadOnlyList<string> writable, IReadOnlyList<string> readOnly) =>
        Attributes!
            .Value.EnumerateObject()
            // Ignored, as JSON:API has it: https://jsonapi.org/format/1.1/#document-member-names-at-members
            .Where(attribute => !attribute.Name.StartsWith('@') && !writable.Contains(attribute.Name))
            .Where(attribute =>
                attribute.Value.ValueKind is not JsonValueKind.Null || !readOnly.Contains(attribute.Name)
            )
            .Select(attribute =>
                readOnly.Contains(attribute.Name)
                    ? Fault.At(attribute.Name, "read_only_attribute", LeaveOut)
                    : Fault.At(
                        Fault.Escape(attribute.Name),
                        "unknown_attribute",
                        $"Use any of: {string.Join(", ", writable)}."
                    )
            )
            .Take(MaxFaults);

    /// <summary>Reads an attribute that is a text; null where there is none, or it is faulty.</summary>
    /// <param name="name">The attribute.</param>
    /// <param name="missing">What to do where it is not there; null where it need not be.</param>
    /// <param name="faults">Takes what is wrong with it.</param>
    public string? Text(string name, string? missing, ICollection<ValidationFailure> faults) =>
        Read(name, missing, faults, JsonText.Of, "Send a string.");

    /// <summary>Reads an attribute that is a list of texts, likewise.</summary>
    public IReadOnlyList<string>? Texts(string name, string? missing, ICollection<ValidationFailure> faults) =>
        Read(
            name,
            missing,
            faults,
            value =>
                value.ValueKind is JsonValueKind.Array
                && value.EnumerateArray().All(one => JsonText.Of(one) is not null)
                    ? value.EnumerateArray().Select(one => one.GetString()!).ToList()
                    : null,
            "Send a list of strings."
        );

    /// <summary>Reads an attribute that is true or false and need not be there, likewise.</summary>
    public bool? Bool(string name, ICollection<ValidationFailure> faults) =>
        (bool?)
            Read<object>(
                name,
                missing: null,
                faults,
                value => value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : null,
                "Send true or false."
            );

    private T? Read<T>(
        string name,
        string? missing,
        ICollection<ValidationFailure> faults,
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
                faults.Add(Fault.At(name, "required", missing));
            }

            return null;
        }

        var value = read(given);
        if (value is null)
        {
            faults.Add(Fault.At(name, "invalid_type", expectation));
        }

        return value;
    }
}

/// <summary>Reads the document a client sends: its bytes, its JSON, and the outside of its resource.</summary>
internal static class RequestBody
{
    /// <summary>Of a request body, in bytes.</summary>
    public const int MaxLength = 1024 * 1024;

    // Of UTF-8, and of UTF-16 either way.
    private static readonly byte[][] ByteOrderMarks =
    [
        [0xEF, 0xBB, 0xBF],
        [0xFF, 0xFE],
        [0xFE, 0xFF],
    ];

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 64, AllowDuplicateProperties = false };

    /// <summary>Reads a document with a resource of this type.</summary>
    /// <exception cref="RequestException">400, 409, 413, 415 or 422: there is nothing to read on for more faults.</exception>
    public static async Task<SentResource> ReadResourceAsync(HttpRequest request, string type)
    {
        MediaTypes.RequireJson(request);
        var body = await ReadAsync(request);
        var document = Parse(body);
        var unreadable = UnreadableTexts.In(body);
        request.HttpContext.Features.Set(new SentDocument(document));
        if (document.ValueKind is not JsonValueKind.Object || !document.TryGetProperty("data", out var data))
        {
            throw Refused(422, "/data", "required", "Send a resource.");
        }

        if (data.ValueKind is not JsonValueKind.Object)
        {
            throw Refused(422, "/data", "invalid_type", "Send an object.");
        }

        var faults = new List<ValidationFailure>(unreadable);
        if (!data.TryGetProperty("type", out var actual))
        {
            faults.Add(Fault.At("/data/type", "required", $"Send {type}."));
        }
        else if (JsonText.Of(actual) != type)
        {
            throw Refused(409, "/data/type", "type_conflict", $"Send the type {type}.");
        }

        var hasAttributes = data.TryGetProperty("attributes", out var attributes);
        if (attributes.ValueKind is not JsonValueKind.Object)
        {
            faults.Add(Fault.At("/data/attributes", hasAttributes ? "invalid_type" : "required", "Send an object."));
        }

        return new(data, attributes.ValueKind is JsonValueKind.Object ? attributes : null, faults, body);
    }

    private static RequestException Refused(int status, string pointer, string code, string detail) =>
        new(status, new RequestFault(code, detail) { Source = new() { Pointer = pointer } });

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
                throw new RequestException(413, new RequestFault("body_too_large", "Send a body of at most 1 MiB."));
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

    /// <summary>400: the body is no JSON that can be kept, as stands at this byte.</summary>
    internal static RequestException Malformed(string what, ReadOnlySpan<byte> body, int at, string advice = "") =>
        Malformed($"{what}, {Place(body, at)}.{advice}");

    /// <summary>Where a byte stands, for people: line and byte from 1.</summary>
    internal static string Place(ReadOnlySpan<byte> body, int at)
    {
        var before = body[..at];
        return Place(before.Count((byte)'\n') + 1, at - before.LastIndexOf((byte)'\n'));
    }

    private static string Place(long? line, long? position) => $"at line {line}, byte {position}";

    private static RequestException Malformed(string detail) => new(400, new RequestFault("malformed_json", detail));
}
