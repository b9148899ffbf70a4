using System.Globalization;
using System.Text;

namespace Flowgen.Domain.Flows;

/// <summary>A flow as Mermaid text (https://mermaid.js.org/syntax/flowchart.html). The same flow gives the same text.</summary>
public static class MermaidDiagram
{
    // Mermaid refuses a diagram of 50,000 characters.
    private const int RoomForTexts = 20_000;
    private const int MaxTextLength = 160;
    private const int ShortestText = 40;
    private const int MaxLabelLength = 40;

    // The ASCII punctuation without a meaning in Markdown and Mermaid.
    private const string Plain = " ,!?'";

    /// <summary>Draws a flow: a line for each node, then a line for each target of a node.</summary>
    public static string Of(FlowDesign design)
    {
        var room = Math.Clamp(RoomForTexts / design.Nodes.Count, ShortestText, MaxTextLength);
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
                $"  n{node.Index}{open}\"{Escape(node.Name, MaxLabelLength)}<br/>{text}\"{close}\n"
            );
        }

        foreach (var node in design.Nodes)
        {
            foreach (var (target, label) in DiagramText.Ways(node))
            {
                var by = label is null ? "" : $"|\"{Escape(label, MaxLabelLength)}\"|";
                diagram.Append(CultureInfo.InvariantCulture, $"  n{node.Index} -->{by} n{target}\n");
            }
        }

        return diagram.ToString();
    }

    // Texts are untrusted: each character with a meaning in a label becomes a character entity of Mermaid.
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
