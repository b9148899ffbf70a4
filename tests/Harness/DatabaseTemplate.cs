namespace Flowgen.Harness;

/// <summary>A template database, created for the first copy. A copy is faster than applying the schema.</summary>
/// <param name="create">Creates the template, and closes all its connections.</param>
public sealed class DatabaseTemplate(Func<Task<TestDatabase>> create) : IAsyncDisposable
{
    private readonly Lazy<Task<TestDatabase>> original = new(create);
    private readonly SemaphoreSlim turn = new(1, 1);

    /// <summary>Creates a copy.</summary>
    public async Task<TestDatabase> CopyAsync()
    {
        await turn.WaitAsync();
        try
        {
            return await (await original.Value).CopyAsync();
        }
        finally
        {
            turn.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (original.IsValueCreated)
        {
            await (await original.Value).DisposeAsync();
        }

        turn.Dispose();
    }
}
