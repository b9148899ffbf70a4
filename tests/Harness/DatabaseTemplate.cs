namespace Flowgen.Harness;

/// <summary>A database that is created with the first copy. Tests copy it, because to apply the schema takes longer.</summary>
/// <param name="create">Creates it, and leaves no program connected.</param>
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
