using Flowgen.Domain;

namespace Flowgen.Application.Organisations;

/// <summary>The validation rule for the names of organisations and keys.</summary>
internal static class NameText
{
    private const int MaxLength = 100;

    public const string Expectation =
        "Use 1 to 100 characters, at least one of them visible, and no control characters.";

    public static bool IsValid(string name) =>
        Characters.VisibleIn(name)
        && !Characters.TooManyIn(name.Trim(), MaxLength)
        && !name.Trim().Any(Characters.IsControl);
}
