using System.Globalization;
using System.Text;

namespace Flowgen.Domain.Flows;

/// <summary>A flow as Mermaid text (https://mermaid.js.org/syntax/flowchart.html). The same flow gives the same text.</summary>
public static class MermaidDiagram
{
    // Mermaid refuses a text of 50,000 characters.
    private const int RoomForTexts = 20_000;
    private const int LongestText = 160;
    private const int ShortestText = 40;
    private const int LongestLabel = 40;

    // Of ASCII, what no Markdown and no syntax of Mermaid's gives a meaning.
    private const string Plain = " ,!?'";

    /// <summary>Draws it: a line for each node, then one for each way.</summary>
    public static string Of(FlowDesign design)
    {
        var room = Math.Clamp(RoomForTexts / design.Nodes.Count, ShortestText, LongestText);
        var diagram = new StringBuilder("flowchart TD\n");
        foreach (var node in design.Nodes)
        {
            var (open, close) = node switch
            {
                { IsStartFlow: true } or { EndFlowType: not null } => ("([", "])"),
                { Action.ActionType: ActionType.Ask } => ("[", "]"),
                _ => ("(", ")"),
            };
            var text = Escape(node.Action.Value.Text, room);
            diagram.Append(
                CultureInfo.InvariantCulture,
                $"  n{node.Index}{open}\"{Escape(node.Name, LongestLabel)}<br/>{text}\"{close}\n"
            );
        }

        foreach (var node in design.Nodes)
        {
            foreach (var (target, label) in DiagramText.Ways(node))
            {
                var by = label is null ? "" : $"|\"{Escape(label, LongestLabel)}\"|";
                diagram.Append(CultureInfo.InvariantCulture, $"  n{node.Index} -->{by} n{target}\n");
            }
        }

        return diagram.ToString();
    }

    // Texts are untrusted: whatever could end a label, or mean something in it, becomes a character entity as Mermaid writes them.
    private static string Escape(string text, int room)
    {
        var line = DiagramText.Cut(DiagramText.OneLine(text), room, rune => Escape(rune).Length);
        return string.Concat(line.EnumerateRunes().Select(Escape));
    }

    private static string Escape(Rune rune) =>
        rune.IsAscii && !Rune.IsLetterOrDigit(rune) && !Plain.Contains((char)rune.Value)
            ? string.Create(CultureInfo.InvariantCulture, $"#{rune.Value};")
            : rune.ToString();
}
