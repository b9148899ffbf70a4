using System.Text.Json;
using Flowgen.Harness;
using Microsoft.Playwright;
using Xunit.Sdk;
using static Microsoft.Playwright.Assertions;

namespace Flowgen.Browser.Tests;

/// <summary>The Swagger page as a newcomer uses it, in a real browser.</summary>
public class SwaggerPageTests
{
    [Fact]
    public async Task The_first_execute_is_answered_201()
    {
        await using var page = await SwaggerPage.StartAsync();
        await page.OpenAsync();

        Assert.Equal("201", await OpenAndExecuteAsync(page.Shown("createFlowGeneration")));
    }

    [Fact]
    public async Task Every_operation_executed_as_it_stands_is_answered_as_documented()
    {
        await using var page = await SwaggerPage.StartAsync();
        await page.MakeDeadLettersAsync(3); // one to read, one to replay, one to discard
        var documented = await page.DocumentedAsync();
        await page.OpenAsync();

        var failures = new List<string>();
        // All examples come at once: what is seen below is what a newcomer sees, not what was there before them.
        var withExample = page.Shown("replayDeadLetter");
        await withExample.OpenAsync();
        await TryAsync("The examples", failures, () => ExpectExampleAsync(withExample));
        await withExample.CloseAsync();
        await Expect(page.Operations).ToHaveCountAsync(documented.Count);
        // What is deleted first is missed by any that would read it.
        foreach (var (name, operation) in documented.OrderByDescending(each => each.Key.StartsWith("DELETE")))
        {
            var operationId = operation.GetProperty("operationId").GetString()!;
            var shown = page.Shown(operationId);
            var failed = failures.Count;
            await TryAsync(
                name,
                failures,
                async () =>
                {
                    await shown.OpenAsync();
                    await ExpectNoRestrictionAsync(shown, operation);
                    var status = await shown.ExecuteAsync();
                    TestContext.Current.TestOutputHelper?.WriteLine($"{name}: {status}");
                    Assert.Equal(SuccessOf(operation), status);
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
        var opened = new TaskCompletionSource();
        await page.Tab.RouteAsync(
            "**/flow-generations?filter*",
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
    public async Task Where_the_API_has_no_examples_to_give_the_page_works_without()
    {
        await using var page = await SwaggerPage.StartAsync();
        var errors = new List<string>();
        page.Tab.PageError += (_, error) => errors.Add(error);
        await page.Tab.RouteAsync(
            "**/flow-generations?filter*",
            route => route.FulfillAsync(new() { Status = 500, Body = "not JSON" })
        );
        var warning = page.Tab.WaitForConsoleMessageAsync(new() { Predicate = message => message.Type is "warning" });
        await page.OpenAsync();
        await warning;

        Assert.Equal("200", await OpenAndExecuteAsync(page.Shown("listFlowTypes")));
        Assert.Empty(errors);
    }

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
            .Select(parameter => $"{parameter.Name}={parameter.Value}");
        Assert.Empty(restrictions);
    }

    private static string? DefaultOf(JsonElement parameter) =>
        parameter.GetProperty("schema").TryGetProperty("default", out var value)
            ? value.ValueKind is JsonValueKind.String
                ? value.GetString()
                : value.GetRawText()
            : null;

    private static string SuccessOf(JsonElement operation) =>
        operation.GetProperty("responses").EnumerateObject().First(response => response.Name.StartsWith('2')).Name;
}
