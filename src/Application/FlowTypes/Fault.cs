using FluentValidation.Results;

namespace Flowgen.Application.FlowTypes;

/// <summary>Makes faults of a client's document.</summary>
public static class Fault
{
    /// <param name="path">From the resource's attributes, such as <c>parameters.requiredFields[2].value</c>.</param>
    /// <param name="code">Stable, snake_case.</param>
    /// <param name="detail">What to do. Repeats nothing of what the client wrote.</param>
    public static ValidationFailure At(string path, string code, string detail) =>
        new(path, detail) { ErrorCode = code };

    /// <summary>
    /// Faults of shape, then those of rules, which are named after properties; but not what a rule says of a value that
    /// could not be read.
    /// </summary>
    internal static IReadOnlyList<ValidationFailure> All(
        IReadOnlyList<ValidationFailure> shape,
        IEnumerable<ValidationFailure> rules
    )
    {
        var unread = shape.Select(fault => fault.PropertyName).ToList();
        return
        [
            .. shape,
            .. rules
                .Select(fault => At(CamelCase(fault.PropertyName), fault.ErrorCode, fault.ErrorMessage))
                .Where(fault => !unread.Exists(path => IsWithin(fault.PropertyName, path))),
        ];
    }

    private static bool IsWithin(string path, string outer) =>
        path.StartsWith(outer, StringComparison.Ordinal)
        && (path.Length == outer.Length || path[outer.Length] is '.' or '[');

    private static string CamelCase(string path) =>
        string.Join('.', path.Split('.').Select(name => char.ToLowerInvariant(name[0]) + name[1..]));
}
