using System.Text.Encodings.Web;
using System.Text.Json;
using Flowgen.Infrastructure.Persistence;

namespace Flowgen.Infrastructure.Tests.Persistence;

/// <summary>Texts of up to a MiB are stored as they always were, without large arrays of the shared pool.</summary>
public class LongStringsTests
{
    private static readonly JsonSerializerOptions Plain = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };
    private static readonly JsonSerializerOptions InParts = new(Plain) { Converters = { new LongStrings() } };

    public static TheoryData<string> Parts { get; } = ["a", "\"", "é", "漢", "😀", "a😀", "\n\t", "\u2028", "ab\ud800"];

    [Theory]
    [MemberData(nameof(Parts))]
    public void A_string_of_any_length_is_written_as_by_the_serializer(string part)
    {
        foreach (var length in (int[])[0, 1, 4_094, 4_095, 4_096, 4_097, 8_191, 8_192, 8_193, 20_000])
        {
            var text = string.Concat(Enumerable.Repeat(part, length));
            var json = JsonSerializer.Serialize(text, InParts);
            Assert.Equal(JsonSerializer.Serialize(text, Plain), json);
            Assert.Equal(
                JsonSerializer.Deserialize<string>(json, Plain),
                JsonSerializer.Deserialize<string>(json, InParts)
            );
        }
    }

    [Fact]
    public void A_long_name_of_a_member_is_kept()
    {
        Dictionary<string, string?> members = new() { [new string('"', 5_000)] = null };
        Assert.Equal(JsonSerializer.Serialize(members, Plain), JsonSerializer.Serialize(members, InParts));
    }

    [Fact]
    public void A_text_of_a_million_characters_takes_a_few_times_its_length()
    {
        var text = new string('"', 1_000_000);
        using var stream = new MemoryStream(3_000_000);
        JsonSerializer.Serialize(stream, "", InParts);

        var before = GC.GetAllocatedBytesForCurrentThread();
        JsonSerializer.Serialize(stream, text, InParts);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 8_000_000);
    }
}
