namespace Flowgen.Domain.FlowTypes.VacancyApplication;

/// <summary>A text that was extracted from another one, with the position of each character in the original.</summary>
internal sealed class SourcedText(int capacity = 16)
{
    private char[] characters = new char[Math.Max(4, capacity)];
    private (int Start, int End)[] places = new (int, int)[Math.Max(4, capacity)];

    public int Length { get; private set; }

    /// <summary>The last character; a line break if the text is empty.</summary>
    public char Last => Length > 0 ? characters[Length - 1] : '\n';

    public static SourcedText Of(string text)
    {
        var sourced = new SourcedText(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            sourced.Append(text[i], (i, i + 1));
        }

        return sourced;
    }

    public (int Start, int End) Place(int at) => places[at];

    public void Append(char character, (int Start, int End) place)
    {
        if (Length == characters.Length)
        {
            Array.Resize(ref characters, 2 * Length);
            Array.Resize(ref places, 2 * Length);
        }

        characters[Length] = character;
        places[Length++] = place;
    }

    /// <summary>Appends another text.</summary>
    public void Append(SourcedText other)
    {
        for (var i = 0; i < other.Length; i++)
        {
            Append(other.characters[i], other.places[i]);
        }
    }

    public void RemoveLast() => Length--;

    /// <summary>A part of the text.</summary>
    public SourcedText Part(int start, int length)
    {
        var part = new SourcedText(length) { Length = length };
        Array.Copy(characters, start, part.characters, 0, length);
        Array.Copy(places, start, part.places, 0, length);
        return part;
    }

    public string ToString(int start, int length) => new(characters, start, length);

    public override string ToString() => new(characters, 0, Length);
}
