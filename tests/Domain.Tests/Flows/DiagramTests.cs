using System.Text.RegularExpressions;
using System.Xml.Linq;
using Flowgen.Domain.Flows;
using Flowgen.Domain.FlowTypes.VacancyApplication;
using Flowgen.Domain.Tests.FlowTypes;
using FsCheck.Xunit;

namespace Flowgen.Domain.Tests.Flows;

[Properties(Arbitrary = [typeof(RandomParameters)], MaxTest = 100)]
public partial class DiagramTests
{
    private const string Hostile =
        "\"]; click n0 \"javascript:x\" %%{init: {}}%% `**b**` <script>x</script> &lt; #35; 1. x\n subgraph\u2028]]> \u0001\ud800\uffff";

    [Property]
    public void The_mermaid_text_has_every_node_and_transition_and_only_plain_labels(
        VacancyApplicationParameters parameters
    )
    {
        var design = VacancyApplicationComposer.Compose(parameters);

        var lines = MermaidDiagram.Of(design).TrimEnd('\n').Split('\n');

        Assert.Equal("flowchart TD", lines[0]);
        Assert.All(lines[1..], line => Assert.Matches(Line, line));
        Assert.Equal(
            design.Nodes.Count + design.Nodes.Sum(node => node.Transitions.DistinctBy(way => way.TargetNode).Count()),
            lines.Length - 1
        );
        Assert.InRange(lines.Sum(line => line.Length + 1), 1, 50_000); // which is the most that Mermaid takes
    }

    [Property]
    public void The_picture_has_every_node_and_transition_and_no_box_covers_another(
        VacancyApplicationParameters parameters
    )
    {
        var design = VacancyApplicationComposer.Compose(parameters);

        var picture = XDocument.Parse(SvgDiagram.Of(design)).Root!;

        var boxes = Of(picture, "rect").Where(one => $"{one.Attribute("class")}".Contains("box")).ToList();
        Assert.Equal(design.Nodes.Count, boxes.Count);
        Assert.Equal(
            design.Nodes.Sum(node => node.Transitions.DistinctBy(way => way.TargetNode).Count()),
            Of(picture, "path").Count(one => one.Attribute("marker-end") is not null)
        );
        Assert.All(
            boxes.Zip(boxes.Skip(1)),
            pair => Assert.True(Number(pair.First, "y") + Number(pair.First, "height") < Number(pair.Second, "y"))
        );
        Assert.All(
            Of(picture, "path").Where(one => one.Attribute("marker-end") is not null),
            way =>
                Assert.All(
                    Numbers().Matches($"{way.Attribute("d")}"),
                    number =>
                        Assert.InRange(
                            int.Parse(number.Value),
                            0,
                            Math.Max(Number(picture, "width"), Number(picture, "height"))
                        )
                )
        );
    }

    [Fact]
    public void A_hostile_text_is_escaped()
    {
        var design = Talking(Hostile);

        var picture = XDocument.Parse(SvgDiagram.Of(design));
        var names = picture.Descendants().Select(one => one.Name.LocalName).Distinct();

        Assert.Equal(["defs", "desc", "g", "marker", "path", "rect", "style", "svg", "text", "title"], names.Order());
        Assert.All(picture.Descendants().Attributes(), one => Assert.DoesNotContain("javascript", one.Value));
        Assert.All(MermaidDiagram.Of(design).TrimEnd('\n').Split('\n')[1..], line => Assert.Matches(Line, line));
    }

    [Fact]
    public void A_screen_reader_gets_the_name_of_the_picture_and_each_full_text()
    {
        var text = string.Join(' ', Enumerable.Repeat("A very long question", 40));

        var picture = XDocument.Parse(SvgDiagram.Of(Talking(text))).Root!;

        var (title, description) = (Of(picture, "title").First(), Of(picture, "desc").Single());
        Assert.Equal(
            $"{title.Attribute("id")?.Value} {description.Attribute("id")?.Value}",
            picture.Attribute("aria-labelledby")?.Value
        );
        Assert.Equal("Driver & co", title.Value);
        Assert.Contains(text, Of(picture, "title").Select(one => one.Value));
        Assert.Contains("…", string.Concat(Of(picture, "text").Select(one => one.Value)));
    }

    [Fact]
    public void Transitions_to_one_node_share_a_lane_so_a_long_flow_stays_narrow()
    {
        var many = Enumerable.Range(0, 50).Select(i => new Domain.FlowTypes.Question("Has license", $"k_{i}")).ToList();
        var fields = Enumerable.Range(0, 48).Select(i => new Domain.FlowTypes.Question("email", $"f_{i}")).ToList();
        VacancyApplicationParameters parameters = new(
            "en",
            0,
            "Driver",
            many,
            [],
            fields,
            [.. fields.Select(one => one with { SessionField = $"o{one.SessionField}" })],
            []
        );
        var design = VacancyApplicationComposer.Compose(parameters);

        var picture = XDocument.Parse(SvgDiagram.Of(design)).Root!;

        Assert.InRange(design.Nodes.Count, 148, 400);
        Assert.InRange(Number(picture, "width"), 400, 900);
    }

    private static FlowDesign Talking(string text) =>
        new(
            "Driver & co",
            "en",
            1,
            "?",
            1,
            [
                new(
                    0,
                    "ask",
                    true,
                    null,
                    new(ActionType.Ask, ActionSubType.List, new(text, Options: [new("no", text)]), "field"),
                    [new(new("field", ConditionOperator.Equal, "no"), 1), new(null, 2)]
                ),
                new(
                    1,
                    "declined",
                    false,
                    EndFlowType.Declined,
                    new(ActionType.Say, ActionSubType.Text, new(text), null),
                    []
                ),
                new(
                    2,
                    "accepted",
                    false,
                    EndFlowType.Accepted,
                    new(ActionType.Say, ActionSubType.Text, new(text), null),
                    []
                ),
            ]
        );

    private static IEnumerable<XElement> Of(XElement picture, string name) =>
        picture.Descendants().Where(one => one.Name.LocalName == name);

    private static int Number(XElement element, string attribute) => (int)element.Attribute(attribute)!;

    // A label holds letters, digits, a few signs and entities: nothing that Mermaid or Markdown gives a meaning.
    private const string Label = """ "([^\x00-\x1f"#;`*_<>\[\](){}|\\/:.+=~&%@^$-]|#\d+;|<br/>)*" """;

    private static readonly string Line = """^  n\d+(\(\[L\]\)|\[L\]|\(L\)| -->(\|L\|)? n\d+)$""".Replace(
        "L",
        Label.Trim()
    );

    [GeneratedRegex(@"\d+")]
    private static partial Regex Numbers();
}
