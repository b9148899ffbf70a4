// Makes a vacancy's flow, and lists all there is, by the client that Kiota generates.
using Flowgen;
using Flowgen.Models;
using Microsoft.Kiota.Abstractions.Authentication;
using Microsoft.Kiota.Http.HttpClientLibrary;

using var http = new HttpClient();
http.DefaultRequestHeaders.Authorization = new("Bearer", "fg_sandbox_demo");
var adapter = new HttpClientRequestAdapter(new AnonymousAuthenticationProvider(), httpClient: http)
{
    BaseUrl = args[0],
};
var client = new FlowgenClient(adapter);

var request = new CreateFlowGenerationRequest
{
    Data = new()
    {
        Type = CreateFlowGenerationRequest_data_type.FlowGenerations,
        Attributes = new()
        {
            FlowType = FlowConfiguration_flowType.Vacancy_application_flow,
            Parameters = new()
            {
                Language = FlowConfiguration_parameters_language.En,
                FlowName = "Driver by Kiota",
                EmojiUsage = new() { Integer = 2 },
                KnockoutRequirements = [new() { Value = "Drivers license B", SessionField = "license" }],
                ExtraOptions =
                [
                    new()
                    {
                        Value = FlowConfiguration_parameters_extraOptions_value.Appointment,
                        Options = new()
                        {
                            Version = new() { String = "2" },
                            ScheduleIds = "1,2",
                        },
                    },
                ],
            },
            Context = new() { Type = FlowConfiguration_context_type.Text, Value = "Driver wanted" },
        },
    },
};
var created = await client.FlowGenerations.PostAsync(
    request,
    configuration =>
    {
        configuration.QueryParameters.Sync = true;
        configuration.Headers.Add("Prefer", "handling=strict");
    }
);
var made = created!.Data!;
var flow = made.Attributes!.FlowId!.Value;
Console.WriteLine((await client.Flows[flow].GetAsync())!.Data!.Attributes!.Name);

var key = new CreateApiKeyRequest
{
    Data = new()
    {
        Type = CreateApiKeyRequest_data_type.ApiKeys,
        Attributes = new() { Name = "by Kiota", Scopes = [CreateApiKeyRequest_data_attributes_scopes.GenerationsRead] },
    },
};
await client.ApiKeys.PostAsync(key);
var webhook = new CreateWebhookRequest
{
    Data = new()
    {
        Type = CreateWebhookRequest_data_type.Webhooks,
        Attributes = new()
        {
            Url = $"{args[0]}/sandbox/inbox",
            Events = [CreateWebhookRequest_data_attributes_events.Update],
            Resource = CreateWebhookRequest_data_attributes_resource.FlowGenerations,
        },
    },
};
var hook = (await client.Webhooks.PostAsync(webhook))!.Data!.Id!.Value;
await client.Webhooks[hook].Test.PostAsync();

Show((await client.FlowGenerations.GetAsync())!.Data!, one => one.Type);
Show((await client.FlowTypes.GetAsync())!.Data!, one => one.Type);
Show((await client.Flows.GetAsync())!.Data!, one => one.Type);
Show((await client.Flows[flow].Nodes.GetAsync())!.Data!, one => one.Type);
Show((await client.Flows[flow].NodeActions.GetAsync())!.Data!, one => one.Type);
Show((await client.Flows[flow].NodeTransitions.GetAsync())!.Data!, one => one.Type);
Show((await client.Events.GetAsync())!.Data!, one => one.Type);
Show((await client.FlowGenerations[made.Id!.Value].Events.GetAsync())!.Data!, one => one.Type);
Show((await client.Webhooks.GetAsync())!.Data!, one => one.Type);
Show((await client.Webhooks[hook].Deliveries.GetAsync())!.Data!, one => one.Type);
Show((await client.ApiKeys.GetAsync())!.Data!, one => one.Type);
await client.EventConsumers.GetAsync();
await client.Operations.DeadLetters.GetAsync();
await client.Sandbox.Inbox.GetAsync();

static void Show<T, TType>(List<T> listed, Func<T, TType> typeOf) =>
    Console.WriteLine($"{typeOf(listed[0])} {listed.Count}");
