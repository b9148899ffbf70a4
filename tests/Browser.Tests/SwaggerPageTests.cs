using Flowgen.Harness;
using Microsoft.Playwright;

namespace Flowgen.Browser.Tests;

/// <summary>The Swagger page as a newcomer uses it, in a real browser.</summary>
public class SwaggerPageTests
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

    private static string? Chromium => Browsers.FirstOrDefault(File.Exists);

    [Fact]
    public async Task The_first_execute_is_answered_201()
    {
        Assert.SkipUnless(Chromium is not null, "There is no Chromium here: install Debian's package chromium.");
        await using var database = await TestDatabase.CreateAsync();
        await using var api = await ApiProcess.StartAsync(("ConnectionStrings__Postgres", database.ConnectionString));
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(
            new() { ExecutablePath = Chromium, Args = Flags }
        );
        var page = await browser.NewPageAsync();

        await page.GotoAsync(new Uri(api.Address, "/swagger").ToString());
        // The padlock is closed once the page has taken the key.
        await page.Locator(".auth-wrapper .authorize.locked").WaitForAsync();
        await page.Locator(".opblock-post .opblock-summary-control").ClickAsync();
        await page.Locator(".opblock-post .execute").ClickAsync();
        var status = await page.Locator(".live-responses-table tbody .response-col_status").First.TextContentAsync();

        Assert.Equal("201", status);
    }
}
