using System.Globalization;
using System.Text;
using System.Xml.Linq;

namespace Flowgen.Domain.Flows;

/// <summary>
/// A flow as a picture (https://www.w3.org/TR/SVG2/) in the order of the conversation (docs/adr/0026). Each node has a row. A transition to
/// the next row goes straight down, a transition that skips rows goes on the right, and a transition back goes on the left. Transitions to
/// the same node share a lane, so fifty knockouts make one line to the declined end. The same flow gives the same picture.
/// </summary>
public static class SvgDiagram
{
    private const int BoxWidth = 340;
    private const int Padding = 12;
    private const int LineHeight = 18;
    private const int MaxLines = 4;
    private const int Gap = 44;
    private const int Margin = 24;
    private const int LaneWidth = 16;
    private const int LabelWidth = 110;
    private const int Step = 16;
    private const int Entry = 14;

    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    private const string Dark = """
        @media (prefers-color-scheme: dark) {
          .paper, .box { fill: #0d1117 } .text { fill: #e6edf3 } .quiet, .arrow { fill: #9198a1 } .way { stroke: #9198a1 }
          .say { stroke: #9198a1 } .ask { stroke: #4493f8 } .accepted { stroke: #3fb950 } .declined { stroke: #ff7b72 }
        }
        """;

    private sealed record Row(Node Node, string Text, IReadOnlyList<string> Lines, int Top)
    {
        public int Height => (2 * Padding) + (LineHeight * (1 + Lines.Count));

        public int Bottom => Top + Height;
    }

    // The transitions to one node that pass other nodes on one side.
    private sealed record Lane(int Target, bool IsBack, int First, int Last)
    {
        public int Place { get; init; }
    }

    /// <summary>Draws a flow.</summary>
    public static string Of(FlowDesign design)
    {
        var rows = Rows(design.Nodes);
        var lanes = Lanes(design.Nodes);
        var hasBack = design.Nodes.Any(node => node.Transitions.Any(way => way.TargetNode <= node.Index));
        var left = Margin + (hasBack ? LabelWidth + (LaneWidth * (1 + Places(isBack: true))) : 0);
        var right = left + BoxWidth;
        var width = right + LabelWidth + (LaneWidth * (1 + Places(isBack: false))) + Margin;
        var height = rows[^1].Bottom + Margin;

        var picture = Element(
            "svg",
            ("viewBox", $"0 0 {width} {height}"),
            ("width", width),
            ("height", height),
            ("role", "graphics-document document"),
            ("aria-labelledby", "flow-title flow-description"),
            ("font-family", "system-ui, sans-serif"),
            ("font-size", 13)
        );
        picture.SetAttributeValue(XNamespace.Xml + "lang", design.Language);
        var asked = design.Nodes.Count(node => node.Action.ActionType is ActionType.Ask);
        var description = Element("desc", ("id", "flow-description"));
        description.SetAttributeValue(XNamespace.Xml + "lang", "en");
        description.Value =
            $"A conversation of {rows.Count} steps, {asked} of them questions, in the order in which they follow.";
        picture.Add(
            Text("title", DiagramText.OneLine(design.Name), ("id", "flow-title")),
            description,
            Text("style", Dark),
            Element(
                "defs",
                Element(
                    "marker",
                    Element("path", ("d", "M0 0L8 4L0 8z"), ("class", "arrow"), ("fill", "#57606a")),
                    ("id", "flow-arrow"),
                    ("viewBox", "0 0 8 8"),
                    ("refX", 8),
                    ("refY", 4),
                    ("markerWidth", 8),
                    ("markerHeight", 8),
                    ("orient", "auto")
                )
            ),
            Element("rect", ("class", "paper"), ("width", width), ("height", height), ("fill", "#ffffff"))
        );
        foreach (var row in rows)
        {
            picture.Add(Box(row, left), Ways(row));
        }

        return picture.ToString(SaveOptions.DisableFormatting);

        int Places(bool isBack) =>
            lanes.Where(lane => lane.IsBack == isBack).Select(lane => lane.Place + 1).DefaultIfEmpty(0).Max();

        IEnumerable<XElement> Ways(Row row)
        {
            var (onTheRight, onTheLeft) = (0, 0);
            foreach (var (target, label) in DiagramText.Ways(row.Node))
            {
                if (target == row.Node.Index + 1)
                {
                    var middle = left + (BoxWidth / 2);
                    yield return Way($"M{middle} {row.Bottom}V{rows[target].Top}");
                    yield return Label(label, middle + 8, row.Bottom + (Gap / 2) + 4, "start");
                    continue;
                }

                var entry = rows[target].Top + Entry;
                if (target == row.Node.Index)
                {
                    var y = row.Bottom - Padding;
                    yield return Way($"M{left} {y}H{left - LaneWidth}V{entry}H{left}");
                    yield return Label(label, left - LaneWidth - 6, (y + entry) / 2 + 4, "end");
                    continue;
                }

                var lane = lanes.Single(lane => lane.Target == target && lane.IsBack == target < row.Node.Index);
                var reach = LabelWidth + (LaneWidth * (lane.Place + 1));
                var exit = row.Bottom - Padding - (Step * (lane.IsBack ? onTheLeft++ : onTheRight++));
                if (lane.IsBack)
                {
                    yield return Way($"M{left} {exit}H{left - reach}V{entry}H{left}");
                    yield return Label(label, left - 6, exit - 4, "end");
                }
                else
                {
                    yield return Way($"M{right} {exit}H{right + reach}V{entry}H{right}");
                    yield return Label(label, right + 6, exit - 4, "start");
                }
            }
        }
    }

    private static List<Row> Rows(IReadOnlyList<Node> nodes)
    {
        var rows = new List<Row>();
        var top = Margin;
        foreach (var node in nodes)
        {
            var text = DiagramText.OneLine(node.Action.Value.Text);
            var row = new Row(node, text, Wrap(text), top);
            rows.Add(row);
            top = row.Bottom + Gap;
        }

        return rows;
    }

    // The shortest lanes are nearest to the boxes. Two lanes that pass the same row have different places.
    private static List<Lane> Lanes(IReadOnlyList<Node> nodes)
    {
        var placed = new List<Lane>();
        var lanes =
            from node in nodes
            from way in node.Transitions
            where way.TargetNode != node.Index && way.TargetNode != node.Index + 1
            group node.Index by (way.TargetNode, IsBack: way.TargetNode < node.Index) into ways
            let rows = ways.Append(ways.Key.TargetNode).ToList()
            let lane = new Lane(ways.Key.TargetNode, ways.Key.IsBack, rows.Min(), rows.Max())
            orderby lane.Last - lane.First, lane.Target
            select lane;
        foreach (var lane in lanes)
        {
            var taken = placed
                .Where(other => other.IsBack == lane.IsBack && other.First <= lane.Last && lane.First <= other.Last)
                .Select(other => other.Place)
                .ToHashSet();
            placed.Add(
                lane with
                {
                    Place = Enumerable.Range(0, placed.Count + 1).First(place => !taken.Contains(place)),
                }
            );
        }

        return placed;
    }

    private static XElement Box(Row row, int left)
    {
        var kind = row.Node switch
        {
            { EndFlowType: EndFlowType.Declined } => ("declined", "#cf222e"),
            { EndFlowType: not null } => ("accepted", "#1a7f37"),
            { Action.ActionType: ActionType.Ask } => ("ask", "#0969da"),
            _ => ("say", "#57606a"),
        };
        var isEdge = row.Node is { IsStartFlow: true } or { EndFlowType: not null };
        // A nested picture clips a text that is wider than estimated.
        var texts = Element("svg", ("x", left), ("y", row.Top), ("width", BoxWidth), ("height", row.Height));
        foreach (var (i, line) in row.Lines.Prepend(DiagramText.OneLine(row.Node.Name)).Index())
        {
            texts.Add(
                Text(
                    "text",
                    line,
                    ("class", i == 0 ? "quiet" : "text"),
                    ("x", Padding),
                    ("y", Padding + (LineHeight * (i + 1)) - 5),
                    ("fill", i == 0 ? "#57606a" : "#1f2328")
                )
            );
        }

        return Element(
            "g",
            Text("title", row.Text),
            Element(
                "rect",
                ("class", $"box {kind.Item1}"),
                ("x", left),
                ("y", row.Top),
                ("width", BoxWidth),
                ("height", row.Height),
                ("rx", isEdge ? 22 : 6),
                ("fill", "#ffffff"),
                ("stroke", kind.Item2),
                ("stroke-width", isEdge ? 2 : 1)
            ),
            texts
        );
    }

    private static XElement Way(string path) =>
        Element(
            "path",
            ("class", "way"),
            ("d", path),
            ("fill", "none"),
            ("stroke", "#57606a"),
            ("marker-end", "url(#flow-arrow)")
        );

    private static XElement Label(string? label, int x, int y, string anchor) =>
        Text(
            "text",
            DiagramText.Cut(DiagramText.OneLine(label ?? ""), LabelWidth - 20, Width),
            ("class", "quiet"),
            ("x", x),
            ("y", y),
            ("text-anchor", anchor),
            ("fill", "#57606a")
        );

    private static List<string> Wrap(string text)
    {
        const double room = BoxWidth - (2 * Padding);
        var lines = new List<string>();
        var left = text;
        while (left is not "")
        {
            var fits = DiagramText.Cut(left, room, Width);
            if (fits == left || lines.Count == MaxLines - 1)
            {
                lines.Add(fits);
                break;
            }

            // Breaks between words if possible.
            var whole = fits.Length - 1;
            var line = left[whole] is ' '
                ? left[..whole]
                : left[..(left.LastIndexOf(' ', whole) is > 0 and var at ? at : whole)];
            lines.Add(line);
            left = left[line.Length..].TrimStart();
        }

        return lines;
    }

    // An estimate in pixels: the font of the reader can differ.
    private static double Width(Rune rune) =>
        rune.Value switch
        {
            > 0x2E7F => 14,
            'm' or 'w' or 'M' or 'W' or '@' or '%' or '—' or '…' => 12,
            'i' or 'j' or 'l' or 't' or 'f' or 'r' or ' ' or '.' or ',' or '\'' or '!' or '|' or '(' or ')' => 4.5,
            _ => Rune.IsUpper(rune) ? 9.5 : 7.6,
        };

    private static XElement Text(string name, string text, params (string Name, object Value)[] attributes)
    {
        var element = Element(name, attributes);
        element.Value = text;
        return element;
    }

    private static XElement Element(string name, params (string Name, object Value)[] attributes) =>
        new(
            Svg + name,
            attributes.Select(one => new XAttribute(
                one.Name,
                string.Create(CultureInfo.InvariantCulture, $"{one.Value}")
            ))
        );

    private static XElement Element(string name, XElement child, params (string Name, object Value)[] attributes)
    {
        var element = Element(name, attributes);
        element.Add(child);
        return element;
    }

    private static XElement Element(string name, params XElement[] children)
    {
        var element = Element(name, Array.Empty<(string, object)>());
        element.Add(children.Cast<object>().ToArray());
        return element;
    }
}
