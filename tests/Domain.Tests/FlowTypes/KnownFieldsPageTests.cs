using Flowgen.Domain.FlowTypes;

namespace Flowgen.Domain.Tests.FlowTypes;

public class KnownFieldsPageTests
{
    [Fact]
    public void The_page_of_requests_has_each_known_field_with_its_session_field_and_format()
    {
        var rows = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "requests.md"))
            .ReplaceLineEndings("\n")
            .Split("| field | session field | format of the answer |")[1]
            .Split("\n\n")[0]
            .Split('\n')
            .Skip(2);

        Assert.Equal(
            KnownFields.All.Select(Row).Order(StringComparer.OrdinalIgnoreCase),
            rows.Order(StringComparer.OrdinalIgnoreCase),
            StringComparer.OrdinalIgnoreCase
        );
    }

    private static string Row(KnownField field) =>
        $"| `{field.Name}` | {(field.SessionField is { } name ? $"`{name}`" : "made of its value")} | `{field.Format}` |";
}
