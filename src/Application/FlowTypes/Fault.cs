using System.Text.RegularExpressions;
using FluentValidation.Results;

namespace Flowgen.Application.FlowTypes;

/// <summary>Makes faults of a client's document.</summary>
public static partial class Fault
{
    /// <param name="path">A JSON pointer (RFC 6901) from the resource's attributes on, such as <c>parameters/requiredFields/2/value</c>.</param>
    /// <param name="code">Stable, snake_case.</param>
    /// <param name="detail">What to do. Repeats nothing of what the client wrote.</param>
    public static ValidationFailure At(string path, string code, string detail) =>
        new(path, detail) { ErrorCode = code };

    /// <summary>A name as a step of a JSON pointer (RFC 6901, section 3).</summary>
    public static string Escape(string name) => name.Replace("~", "~0").Replace("/", "~1");

    /// <summary>
    /// Faults of shape, then those of rules, which are named after properties; but not what a rule says of a value that
    /// could not be read.
    /// </summary>
    internal static IReadOnlyList<ValidationFailure> All(
        IReadOnlyList<ValidationFailure> shape,
        IEnumerable<ValidationFailure> rules
    )
    {
        var unread = shape.Select(fault => fault.PropertyName).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. shape,
            .. rules
                .Select(fault => At(Pointer(fault.PropertyName), fault.ErrorCode, fault.ErrorMessage))
                .Where(fault => !unread.Any(path => IsWithin(fault.PropertyName, path))),
        ];
    }

    private static bool IsWithin(string path, string outer) =>
        path.StartsWith(outer, StringComparison.Ordinal) && (path.Length == outer.Length || path[outer.Length] is '/');

    // Parameters.RequiredFields[2].Value becomes parameters/requiredFields/2/value.
    private static string Pointer(string property) =>
        string.Join(
            '/',
            Index().Replace(property, ".$1").Split('.').Select(name => char.ToLowerInvariant(name[0]) + name[1..])
        );

    [GeneratedRegex(@"\[(\d+)\]")]
    private static partial Regex Index();
}
