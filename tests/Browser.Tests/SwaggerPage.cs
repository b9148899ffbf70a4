using System.Net.Http.Headers;
using System.Text.Json;
using Flowgen.Harness;
using Microsoft.Playwright;

namespace Flowgen.Browser.Tests;

/// <summary>The Swagger page of a new sandbox, in a real browser.</summary>
internal sealed class SwaggerPage : IAsyncDisposable
{
    // A closed network and a root account are no reason to fail; a new profile comes with every launch.
    private static readonly string[] Flags =
    [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-sync",
    ];

    private static readonly string[] Browsers =
    [
        "/usr/bin/chromium",
        "/usr/bin/chromium-browser",
        "/usr/bin/google-chrome",
    ];

    // Long enough for a machine that is loaded: what is as expected is waited for no longer.
    private const float Patience = 120_000;

    private readonly Stack<IAsyncDisposable> parts = [];
    private TestDatabase database = null!;
    private ApiProcess api = null!;
    private IPlaywright? playwright;

    /// <summary>The tab; without an address until <see cref="OpenAsync" />.</summary>
    public IPage Tab { get; private set; } = null!;

    /// <summary>Starts a sandbox and a browser, or skips the test where there is none.</summary>
    public static async Task<SwaggerPage> StartAsync(BrowserNewPageOptions? options = null)
    {
        var chromium = Browsers.FirstOrDefault(File.Exists);
        Assert.SkipUnless(chromium is not null, "There is no Chromium here: install Debian's package chromium.");
        var page = new SwaggerPage();
        try
        {
            page.database = page.Keep(await TestDatabase.CreateAsync());
            page.api = page.Keep(
                await ApiProcess.StartAsync(
                    ("ConnectionStrings__Postgres", page.database.ConnectionString),
                    ("Generation__RetryDelay", "00:00:00.020")
                )
            );
            page.playwright = await Playwright.CreateAsync();
            var browser = page.Keep(
                await page.playwright.Chromium.LaunchAsync(
                    new()
                    {
                        ExecutablePath = chromium,
                        Args = Flags,
                        Timeout = Patience,
                    }
                )
            );
            Assertions.SetDefaultExpectTimeout(Patience);
            page.Tab = await browser.NewPageAsync(options);
            page.Tab.SetDefaultTimeout(Patience);
            return page;
        }
        catch
        {
            await page.DisposeAsync();
            throw;
        }
    }

    /// <summary>Has the sandbox generate a flow.</summary>
    public async Task GenerateAsync()
    {
        using var body = new StringContent(Repository.SampleRequest, new MediaTypeHeaderValue("application/json"));
        (await api.Client.PostAsync("/flow-generations?sync=true", body)).EnsureSuccessStatusCode();
    }

    /// <summary>Gives the sandbox dead letters, by a database that refuses to have generations finish.</summary>
    public async Task MakeDeadLettersAsync(int count)
    {
        await database.ExecuteAsync(
            """
            create function flowgen.refuse() returns trigger language plpgsql as
                $$ begin raise exception 'refused' using errcode = 'check_violation'; end $$;
            create trigger refuse before insert on flowgen.mt_events for each row
                when (new.type in ('flow_generation_finished', 'flow_generation_failed')) execute function flowgen.refuse()
            """
        );
        for (var i = 0; i < count; i++)
        {
            using var body = new StringContent(Repository.SampleRequest, new MediaTypeHeaderValue("application/json"));
            (await api.Client.PostAsync("/flow-generations", body)).EnsureSuccessStatusCode();
        }

        await Eventually.Until(async () =>
        {
            var list = await api.Client.GetStringAsync("/operations/dead-letters");
            return JsonElement.Parse(list).GetProperty("data").GetArrayLength() == count;
        });
        await database.ExecuteAsync("drop function flowgen.refuse() cascade");
    }

    /// <summary>Opens the page, and waits until it has read the API's document and taken the key.</summary>
    public async Task OpenAsync()
    {
        await Tab.GotoAsync(new Uri(api.Address, "/swagger").ToString());
        await Tab.Locator(".auth-wrapper .authorize.locked").WaitForAsync();
    }

    /// <summary>Waits until what is newest is filled in.</summary>
    public Task UntilFilledInAsync() => Tab.Locator("html[data-filling='0']").WaitForAsync();

    /// <summary>What the API's document says of its operations, by names such as <c>GET /flows/{id}</c>.</summary>
    public async Task<IReadOnlyDictionary<string, JsonElement>> DocumentedAsync()
    {
        var document = JsonElement.Parse(await api.Client.GetStringAsync("/swagger/v1/swagger.json"));
        return document
            .GetProperty("paths")
            .EnumerateObject()
            .SelectMany(path =>
                path.Value.EnumerateObject()
                    .Select(operation => (Key: $"{operation.Name.ToUpperInvariant()} {path.Name}", operation.Value))
            )
            .ToDictionary(operation => operation.Key, operation => operation.Value);
    }

    /// <summary>All operations that the page shows.</summary>
    public ILocator Operations => Tab.Locator(".opblock:not(.webhooks .opblock)");

    /// <summary>The operation of this name.</summary>
    public ShownOperation Shown(string operationId) => new(Tab.Locator($".opblock[id$='-{operationId}']"));

    public async ValueTask DisposeAsync()
    {
        while (parts.TryPop(out var part))
        {
            await part.DisposeAsync();
        }

        playwright?.Dispose();
    }

    private T Keep<T>(T part)
        where T : IAsyncDisposable
    {
        parts.Push(part);
        return part;
    }
}
