// Makes a vacancy's flow, and lists all there is, by the client that NSwag generates.
using Flowgen;

using var http = new HttpClient { BaseAddress = new Uri(args[0]) };
http.DefaultRequestHeaders.Authorization = new("Bearer", "fg_sandbox_demo");
var client = new FlowgenClient(http);

var request = new CreateFlowGenerationRequest
{
    Data = new()
    {
        Attributes = new()
        {
            FlowType = FlowConfigurationFlowType.Vacancy_application_flow,
            Parameters = new()
            {
                Language = ParametersLanguage.En,
                FlowName = "Driver by NSwag",
                EmojiUsage = 2,
                KnockoutRequirements = [new() { Value = "Drivers license B", SessionField = "license" }],
                ExtraOptions =
                [
                    new()
                    {
                        Value = ExtraOptionsValue.Appointment,
                        Options = new() { Version = 2, ScheduleIds = "1,2" },
                    },
                ],
            },
            Context = new() { Type = ContextType.Text, Value = "Driver wanted" },
        },
    },
};
var made = (await client.CreateFlowGenerationAsync(request, sync: true, prefer: "handling=strict")).Data;
var flow = made.Attributes.FlowId!.Value;
Console.WriteLine((await client.GetFlowAsync(flow)).Data.Attributes.Name);

var key = new CreateApiKeyRequest
{
    Data = new()
    {
        Attributes = new() { Name = "by NSwag", Scopes = [Scopes.GenerationsRead] },
    },
};
await client.CreateApiKeyAsync(key);
var webhook = new CreateWebhookRequest
{
    Data = new()
    {
        Attributes = new()
        {
            Url = new Uri($"{args[0]}/sandbox/inbox"),
            Events = [Events2.Update],
            Resource = Attributes3Resource.FlowGenerations,
        },
    },
};
var hook = (await client.CreateWebhookAsync(webhook)).Data.Id;
await client.TestWebhookAsync(hook);

Show((await client.ListFlowGenerationsAsync(filterstatus: FilterOfStatus.Finished)).Data, one => one.Type);
Show((await client.ListFlowTypesAsync()).Data, one => one.Type);
Show((await client.ListFlowsAsync()).Data, one => one.Type);
Show((await client.ListNodesAsync(flow)).Data, one => one.Type);
Show((await client.ListNodeActionsAsync(flow)).Data, one => one.Type);
Show((await client.ListNodeTransitionsAsync(flow)).Data, one => one.Type);
Show((await client.ListEventsAsync()).Data, one => one.Type);
Show((await client.ListFlowGenerationEventsAsync(made.Id)).Data, one => one.Type);
Show((await client.ListWebhooksAsync()).Data, one => one.Type);
Show((await client.ListWebhookDeliveriesAsync(hook)).Data, one => one.Type);
Show((await client.ListApiKeysAsync()).Data, one => one.Type);
await client.ListEventConsumersAsync();
await client.ListDeadLettersAsync();
await client.ListInboxMessagesAsync();

static void Show<T, TType>(ICollection<T> listed, Func<T, TType> typeOf) =>
    Console.WriteLine($"{typeOf(listed.First())} {listed.Count}");
