using Flowgen.Domain;

namespace Flowgen.Application.Organisations;

/// <summary>The rule for the names of organisations and keys, which are for people.</summary>
internal static class NameText
{
    private const int Longest = 100;

    public const string Expectation =
        "Use 1 to 100 characters, at least one of them visible, and no control characters.";

    public static bool IsGood(string name) =>
        Characters.VisibleIn(name)
        && !Characters.TooManyIn(name.Trim(), Longest)
        && !name.Trim().Any(Characters.IsControl);
}
