using Flowgen.Application.Common;

namespace Flowgen.Infrastructure.Persistence;

/// <summary>Set by <see cref="Database.PostgresListener"/>.</summary>
internal sealed class DatabaseWatch : IDatabaseWatch
{
    /// <inheritdoc />
    public bool IsUnreachable { get; set; }
}
