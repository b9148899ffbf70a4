using Microsoft.Playwright;

namespace Flowgen.Browser.Tests;

/// <summary>An operation on the Swagger page.</summary>
internal sealed class ShownOperation(ILocator block)
{
    /// <summary>The input of the parameter in the path.</summary>
    public ILocator PathInput => block.Locator("tr[data-param-in=path] input");

    /// <summary>The input of its body.</summary>
    public ILocator Body => block.Locator("textarea.body-param__text");

    /// <summary>The body of the response to <see cref="ExecuteAsync"/>.</summary>
    public ILocator Response => block.Locator(".live-responses-table .highlight-code pre").First;

    /// <summary>Opens it; its parameters may come a moment later.</summary>
    public Task OpenAsync() => block.Locator(".opblock-summary-control").ClickAsync();

    public Task CloseAsync() => block.Locator(".opblock-summary-control").ClickAsync();

    /// <summary>What its parameters hold, once there are as many as this; those that are not sent hold nothing.</summary>
    public async Task<IReadOnlyList<(string In, string Name, string Value)>> ParametersAsync(int count)
    {
        var rows = block.Locator("tr[data-param-name]");
        await Assertions.Expect(rows).ToHaveCountAsync(count);
        var parameters = new List<(string, string, string)>();
        foreach (var row in await rows.AllAsync())
        {
            parameters.Add(
                (
                    (await row.GetAttributeAsync("data-param-in"))!,
                    (await row.GetAttributeAsync("data-param-name"))!,
                    await row.Locator("input, select").InputValueAsync()
                )
            );
        }

        return parameters;
    }

    /// <summary>Executes it as it stands.</summary>
    /// <returns>The status of the answer, as the page shows it.</returns>
    public async Task<string> ExecuteAsync()
    {
        await block.Locator(".execute").ClickAsync();
        return await block.Locator(".live-responses-table tbody .response-col_status").First.InnerTextAsync();
    }
}
