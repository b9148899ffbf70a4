using System.Text.Json;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Flowgen.Harness;
using Microsoft.Playwright;
using Xunit.Sdk;
using static Microsoft.Playwright.Assertions;

namespace Flowgen.Browser.Tests;

/// <summary>The Swagger page as a newcomer uses it, in a real browser.</summary>
public class SwaggerPageTests
{
    [Fact]
    public async Task The_first_execution_gets_201()
    {
        await using var page = await SwaggerPage.StartAsync();
        await page.OpenAsync();

        Assert.Equal("201", await OpenAndExecuteAsync(page.Shown("createFlowGeneration")));
    }

    [Fact]
    public async Task Every_operation_is_filled_in_and_has_its_documented_response()
    {
        await using var page = await SwaggerPage.StartAsync();
        await page.MakeDeadLettersAsync(3); // one to read, one to replay, one to discard
        var documented = await page.DocumentedAsync();
        await page.OpenAsync();

        var failures = new List<string>();
        await Expect(page.Operations).ToHaveCountAsync(documented.Count);
        // In the order of a newcomer: what one makes is filled into the next.
        foreach (var (name, operation) in documented.OrderBy(each => TurnOf(each.Key)))
        {
            await page.UntilFilledInAsync();
            var (method, path) = name.Split(' ') switch
            {
                var parts => (parts[0].ToLowerInvariant(), parts[1]),
            };
            var status = $"{await page.SendAsync(path, method)}";
            TestContext.Current.TestOutputHelper?.WriteLine($"{name}: {status}");
            if (!SuccessesOf(operation).Contains(status))
            {
                failures.Add($"{name}: {status}");
            }
        }

        Assert.Empty(failures);
    }

    // One form of each kind: optional parameters, two that are required, a body with a path, a name of one's own.
    [Fact]
    public async Task A_form_of_each_kind_works_unchanged_and_restricts_nothing()
    {
        await using var page = await SwaggerPage.StartAsync();
        await page.GenerateAsync();
        var documented = (await page.DocumentedAsync()).Values.ToDictionary(operation =>
            operation.GetProperty("operationId").GetString()!
        );
        await page.OpenAsync();
        await page.UntilFilledInAsync();
        Assert.Equal(201, await page.SendAsync("/webhooks", "post"));
        var failures = new List<string>();
        foreach (
            var operationId in new[] { "listFlowGenerations", "compareFlows", "changeWebhook", "keepEventConsumer" }
        )
        {
            var shown = page.Shown(operationId);
            var failed = failures.Count;
            await TryAsync(
                operationId,
                failures,
                async () =>
                {
                    await page.UntilFilledInAsync();
                    await shown.OpenAsync();
                    await ExpectNoRestrictionAsync(shown, documented[operationId]);
                    Assert.Contains(await shown.ExecuteAsync(), SuccessesOf(documented[operationId]));
                }
            );
            if (failures.Count > failed)
            {
                await page.Tab.ScreenshotAsync(
                    new() { FullPage = true, Path = Repository.Path("artifacts", "swagger", $"{operationId}.png") }
                );
            }

            await shown.CloseAsync();
        }

        Assert.True(failures.Count == 0, string.Join('\n', failures));
    }

    [Fact]
    public async Task An_operation_that_was_opened_before_the_examples_came_gets_its_own()
    {
        await using var page = await SwaggerPage.StartAsync();
        await page.GenerateAsync();
        var opened = new TaskCompletionSource();
        await page.Tab.RouteAsync(
            "**/flows?page*",
            async route =>
            {
                await opened.Task;
                await route.ContinueAsync();
            }
        );
        await page.OpenAsync();
        var operation = page.Shown("getFlow");
        await operation.OpenAsync();
        await Expect(operation.PathInput).ToHaveValueAsync("");
        opened.SetResult();

        await ExpectExampleAsync(operation);
        Assert.Equal("200", await operation.ExecuteAsync());
    }

    [Fact]
    public async Task Without_examples_from_the_API_the_page_still_works()
    {
        await using var page = await SwaggerPage.StartAsync();
        var errors = new List<string>();
        page.Tab.PageError += (_, error) => errors.Add(error);
        await page.Tab.RouteAsync(
            "**/flow-generations?page*",
            route => route.FulfillAsync(new() { Status = 500, Body = "not JSON" })
        );
        var warning = page.Tab.WaitForConsoleMessageAsync(new() { Predicate = message => message.Type is "warning" });
        await page.OpenAsync();
        await warning;

        Assert.Equal("200", await OpenAndExecuteAsync(page.Shown("listFlowTypes")));
        Assert.Empty(errors);
    }

    [Fact]
    public async Task Opening_the_page_creates_nothing()
    {
        await using var page = await SwaggerPage.StartAsync();
        var methods = new List<string>();
        page.Tab.Request += (_, request) => methods.Add(request.Method);
        await page.OpenAsync();
        await page.UntilFilledInAsync();

        Assert.Equal(["GET"], methods.Distinct());
    }

    [Fact]
    public async Task One_operation_leads_to_the_next()
    {
        await using var page = await SwaggerPage.StartAsync();
        await page.GenerateAsync();
        await page.OpenAsync();

        var create = page.Shown("createFlowGeneration");
        Assert.Equal("201", await OpenAndExecuteAsync(create));
        var made = JsonElement.Parse(await create.Response.InnerTextAsync()).GetProperty("data");
        var attributes = made.GetProperty("attributes");
        Assert.Equal("finished", attributes.GetProperty("status").GetString()); // the sandbox waits
        await page.UntilFilledInAsync();
        var read = page.Shown("getFlow");
        await read.OpenAsync();
        Assert.Equal(attributes.GetProperty("flowId").GetString(), await read.PathInput.InputValueAsync());

        var simulate = page.Shown("simulateFlow");
        Assert.Equal("200", await OpenAndExecuteAsync(simulate));
        var simulated = JsonElement.Parse(await simulate.Response.InnerTextAsync()).GetProperty("data");
        Assert.Equal("accepted", simulated.GetProperty("attributes").GetProperty("ending").GetString());

        Assert.Equal("201", await OpenAndExecuteAsync(page.Shown("createWebhook")));
        await page.UntilFilledInAsync();
        Assert.Equal("202", await OpenAndExecuteAsync(page.Shown("testWebhook")));
        var inbox = page.Shown("listInboxMessages");
        await inbox.OpenAsync();
        await Eventually.Until(async () =>
        {
            await inbox.ExecuteAsync();
            return (await inbox.Response.InnerTextAsync()).Contains("\"webhookPayload\"", StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task Typed_text_stays()
    {
        await using var page = await SwaggerPage.StartAsync();
        await page.GenerateAsync();
        await page.OpenAsync();
        await page.UntilFilledInAsync();
        var read = page.Shown("getFlow");
        await read.OpenAsync();
        await ExpectExampleAsync(read);
        await read.PathInput.FillAsync("mine");
        var simulate = page.Shown("simulateFlow");
        await simulate.OpenAsync();
        await simulate.Body.FillAsync("{}");

        Assert.Equal("200", await OpenAndExecuteAsync(page.Shown("listFlowTypes")));
        await page.UntilFilledInAsync();

        Assert.Equal("mine", await read.PathInput.InputValueAsync());
        Assert.Equal("{}", await simulate.Body.InputValueAsync());
    }

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task The_page_is_accessible(ColorScheme scheme)
    {
        await using var page = await SwaggerPage.StartAsync(new() { ColorScheme = scheme });
        await page.OpenAsync();
        await page.UntilFilledInAsync();
        // One of each method, one with a body, one with a response.
        foreach (var operation in new[] { "deleteWebhook", "keepEventConsumer", "rotateWebhookSecret" })
        {
            await page.Shown(operation).OpenAsync();
        }

        await OpenAndExecuteAsync(page.Shown("getOrganisation"));
        await ExpectNoViolationAsync(page.Tab);
        await page.Tab.Locator(".auth-wrapper .authorize.locked").ClickAsync();
        await Expect(page.Tab.Locator(".dialog-ux .modal-ux")).ToBeVisibleAsync();
        await ExpectNoViolationAsync(page.Tab);
    }

    [Fact]
    public async Task It_fits_a_phone()
    {
        await using var page = await SwaggerPage.StartAsync(
            new()
            {
                IsMobile = true,
                ViewportSize = new() { Width = 390, Height = 844 },
            }
        );
        await page.OpenAsync();

        Assert.Equal(390, await page.Tab.EvaluateAsync<int>("window.innerWidth"));
    }

    private static readonly string[] Coloured =
    [
        ".information-container",
        ".opblock[id$='-deleteWebhook']",
        ".opblock[id$='-getOrganisation'] .opblock-summary",
        ".opblock[id$='-createWebhook'] .opblock-summary",
        ".auth-wrapper",
    ];

    private static async Task ExpectNoViolationAsync(IPage tab)
    {
        // Colours take axe minutes on the whole page. Its parts repeat a few styles, so a sample has them all.
        var structure = await tab.RunAxe(
            new AxeRunOptions
            {
                ResultTypes = [ResultType.Violations],
                Rules = new() { ["color-contrast"] = new() { Enabled = false } },
            }
        );
        var colours = await tab.RunAxe(
            new AxeRunContext { Include = [.. Coloured.Select(part => new AxeSelector(part))] },
            new AxeRunOptions
            {
                ResultTypes = [ResultType.Violations],
                RunOnly = RunOnlyOptions.Rules("color-contrast"),
            }
        );
        var serious = structure
            .Violations.Concat(colours.Violations)
            .Where(violation => violation.Impact is "critical" or "serious");
        Assert.Empty(
            serious.SelectMany(violation =>
                violation.Nodes.Select(node => $"{violation.Id}: {node.Html} {node.Target}")
            )
        );
    }

    // What is made first, what is deleted last.
    private static int TurnOf(string operation) =>
        operation.StartsWith("DELETE ") ? 2
        : operation.StartsWith("PUT ") || (operation.StartsWith("POST ") && !operation.Contains('{')) ? 0
        : 1;

    private static async Task<string> OpenAndExecuteAsync(ShownOperation operation)
    {
        await operation.OpenAsync();
        return await operation.ExecuteAsync();
    }

    private static async Task TryAsync(string what, List<string> failures, Func<Task> test)
    {
        try
        {
            await test();
        }
        catch (Exception e) when (e is PlaywrightException or TimeoutException or XunitException)
        {
            failures.Add($"{what}: {e.Message}");
        }
    }

    // The page may still be generating what its examples name.
    private static Task ExpectExampleAsync(ShownOperation operation) =>
        Expect(operation.PathInput).Not.ToHaveValueAsync("");

    // What may be left out holds nothing, or what it stands for when it is left out.
    private static async Task ExpectNoRestrictionAsync(ShownOperation shown, JsonElement operation)
    {
        var parameters = operation.TryGetProperty("parameters", out var documented)
            ? documented.EnumerateArray().ToList()
            : [];
        var values = await shown.ParametersAsync(parameters.Count);
        var optional = parameters.Where(parameter => !parameter.TryGetProperty("required", out _));
        var restrictions = values
            .Join(
                optional,
                value => (value.In, value.Name),
                parameter => (parameter.GetProperty("in").GetString()!, parameter.GetProperty("name").GetString()!),
                (value, parameter) => (value.Name, value.Value, Default: DefaultOf(parameter))
            )
            .Where(parameter => parameter.Value is not "" && parameter.Value != parameter.Default)
            .Where(parameter => parameter.Name is not "sync") // the page of the sandbox waits
            .Select(parameter => $"{parameter.Name}={parameter.Value}");
        Assert.Empty(restrictions);
    }

    private static string? DefaultOf(JsonElement parameter) =>
        parameter.GetProperty("schema").TryGetProperty("default", out var value)
            ? value.ValueKind is JsonValueKind.String
                ? value.GetString()
                : value.GetRawText()
            : null;

    private static IEnumerable<string> SuccessesOf(JsonElement operation) =>
        operation
            .GetProperty("responses")
            .EnumerateObject()
            .Select(response => response.Name)
            .Where(status => status.StartsWith('2'));
}
