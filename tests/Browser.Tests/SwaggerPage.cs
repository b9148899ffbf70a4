using System.Net.Http.Headers;
using System.Text.Json;
using Flowgen.Harness;
using Microsoft.Playwright;

namespace Flowgen.Browser.Tests;

/// <summary>The Swagger page of the sandbox, in a tab of its own.</summary>
internal sealed class SwaggerPage : IAsyncDisposable
{
    private readonly Sandbox sandbox;

    private SwaggerPage(Sandbox sandbox, IPage tab) => (this.sandbox, Tab) = (sandbox, tab);

    /// <summary>The tab; without an address until <see cref="OpenAsync" />.</summary>
    public IPage Tab { get; }

    /// <summary>Opens a tab, or skips the test where there is no browser.</summary>
    public static async Task<SwaggerPage> StartAsync(BrowserNewPageOptions? options = null)
    {
        var sandbox = (await TestContext.Current.GetFixture<Sandbox>())!;
        var tab = await sandbox.NewTabAsync(options);
        return new(sandbox, tab);
    }

    /// <summary>Has the sandbox generate a flow.</summary>
    public async Task GenerateAsync()
    {
        using var body = new StringContent(Repository.SampleRequest, new MediaTypeHeaderValue("application/json"));
        (await sandbox.Api.Client.PostAsync("/flow-generations?sync=true", body)).EnsureSuccessStatusCode();
    }

    /// <summary>Gives the sandbox dead letters, by a database that refuses to have generations finish.</summary>
    public async Task MakeDeadLettersAsync(int count)
    {
        await sandbox.Database.ExecuteAsync(
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
            (await sandbox.Api.Client.PostAsync("/flow-generations", body)).EnsureSuccessStatusCode();
        }

        await Eventually.Until(async () =>
        {
            var list = await sandbox.Api.Client.GetStringAsync("/operations/dead-letters");
            return JsonElement.Parse(list).GetProperty("data").GetArrayLength() == count;
        });
        await sandbox.Database.ExecuteAsync("drop function flowgen.refuse() cascade");
    }

    /// <summary>Opens the page, and waits until it has read the API's document and taken the key.</summary>
    public async Task OpenAsync()
    {
        await Tab.GotoAsync(new Uri(sandbox.Api.Address, "/swagger").ToString());
        await Tab.Locator(".auth-wrapper .authorize.locked").WaitForAsync();
    }

    /// <summary>Waits until what is newest is filled in.</summary>
    public Task UntilFilledInAsync() => Tab.Locator("html[data-filling='0']").WaitForAsync();

    /// <summary>What the API's document says of its operations, by names such as <c>GET /flows/{id}</c>.</summary>
    public async Task<IReadOnlyDictionary<string, JsonElement>> DocumentedAsync()
    {
        var document = JsonElement.Parse(await sandbox.Api.Client.GetStringAsync("/swagger/v1/swagger.json"));
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

    /// <summary>
    /// Sends an operation from the page as "Execute" does, with what the page has filled in, but does not show it: to show one takes seconds.
    /// </summary>
    /// <param name="path">As in the document, such as <c>/flows/{id}</c>.</param>
    /// <param name="method">In lower case.</param>
    /// <returns>The status of the response.</returns>
    public Task<int> SendAsync(string path, string method) =>
        Tab.EvaluateAsync<int>(
            """
            async ([path, method]) => {
              const operation = ui.specSelectors.specJson().toJS().paths[path][method];
              const filled = ui.specSelectors.parameterValues([path, method]);
              const query = new URLSearchParams();
              let url = path;
              for (const { name, in: where, required, example } of operation.parameters ?? []) {
                const value = filled.get(`${where}.${name}`) ?? (required ? example : undefined);
                if (where === "path") {
                  url = url.replace(`{${name}}`, encodeURIComponent(value ?? ""));
                } else if (where === "query" && value !== undefined) {
                  query.set(name, value);
                }
              }
              const success = Object.entries(operation.responses).find(([status]) => status.startsWith("2"))[1];
              const headers = { Authorization: "Bearer fg_sandbox_demo" };
              headers.Accept = Object.keys(success.content ?? {})[0] ?? "*/*";
              let body;
              if (operation.requestBody) {
                const [[type, { example }]] = Object.entries(operation.requestBody.content);
                headers["Content-Type"] = type;
                body = ui.oas3Selectors.requestBodyValue(path, method) ?? JSON.stringify(example);
              }
              const response = await fetch(query.size ? `${url}?${query}` : url, { method: method.toUpperCase(), headers, body });
              await response.body?.cancel();
              return response.status;
            }
            """,
            new[] { path, method }
        );

    public async ValueTask DisposeAsync() => await Tab.Context.CloseAsync();
}
