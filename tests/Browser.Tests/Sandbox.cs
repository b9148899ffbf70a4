using Flowgen.Browser.Tests;
using Flowgen.Harness;
using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(Sandbox))]

namespace Flowgen.Browser.Tests;

/// <summary>A sandbox and a browser for all tests. They start with the first test, and not at all without Chromium.</summary>
public sealed class Sandbox : IAsyncDisposable
{
    // Neither a closed network nor a root account prevents the start.
    private static readonly string[] Flags =
    [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-sync",
    ];

    private static readonly string? Chromium = new[]
    {
        "/usr/bin/chromium",
        "/usr/bin/chromium-browser",
        "/usr/bin/google-chrome",
    }.FirstOrDefault(File.Exists);

    // For a loaded machine; a test that passes never waits so long.
    private const float Patience = 120_000;

    private readonly Stack<IAsyncDisposable> parts = [];
    private readonly SemaphoreSlim starting = new(1, 1);
    private IPlaywright? playwright;
    private IBrowser? browser;

    public TestDatabase Database { get; private set; } = null!;

    public ApiProcess Api { get; private set; } = null!;

    /// <summary>A tab with a profile of its own. Skips the test where there is no browser.</summary>
    public async Task<IPage> NewTabAsync(BrowserNewPageOptions? options)
    {
        Assert.SkipUnless(Chromium is not null, "There is no Chromium here: install Debian's package chromium.");
        await starting.WaitAsync();
        try
        {
            browser ??= await StartAsync();
        }
        finally
        {
            starting.Release();
        }

        var tab = await browser.NewPageAsync(options);
        tab.SetDefaultTimeout(Patience);
        return tab;
    }

    public async ValueTask DisposeAsync()
    {
        while (parts.TryPop(out var part))
        {
            await part.DisposeAsync();
        }

        playwright?.Dispose();
        starting.Dispose();
    }

    private async Task<IBrowser> StartAsync()
    {
        Database = Keep(await TestDatabase.CreateAsync());
        Api = Keep(
            await ApiProcess.StartAsync(
                ("ConnectionStrings__Postgres", Database.ConnectionString),
                ("Generation__RetryDelay", "00:00:00.020")
            )
        );
        playwright = await Playwright.CreateAsync();
        Assertions.SetDefaultExpectTimeout(Patience);
        return Keep(
            await playwright.Chromium.LaunchAsync(
                new()
                {
                    ExecutablePath = Chromium,
                    Args = Flags,
                    Timeout = Patience,
                }
            )
        );
    }

    private T Keep<T>(T part)
        where T : IAsyncDisposable
    {
        parts.Push(part);
        return part;
    }
}
