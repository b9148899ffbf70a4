using System.Text.Json.Nodes;
using Flowgen.Api.FlowGenerations;
using Flowgen.Api.Flows;
using Flowgen.Api.JsonApi;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace Flowgen.Api.OpenApi;

/// <summary>Describes the requests that Flowgen sends: the section <c>webhooks</c> (OpenAPI 3.1, section 4.8.1.1).</summary>
internal sealed class WebhookDescriptions : IDocumentFilter
{
    private const string Example = """
        {"data": {"type": "webhookPayload", "id": "01a20df7-e3a1-7c55-9c5e-0c1d6b6f2a11", "attributes": {
          "webhookId": "01a20df7-d001-7f1a-8a77-5d3c90bb1e02", "event": "update", "fields": ["status"], "version": 3,
          "resource": {"type": "flowGenerations", "id": "01a20df7-dc9b-7b59-98a7-787b52741015",
            "attributes": {"flowType": "vacancy_application_flow", "parameters": {}, "context": {"type": "text", "value": "Driver wanted"},
              "flowId": "01a20df7-dd97-7dae-880f-68378cae7b7c", "status": "finished", "cost": 1,
              "createdAt": "2026-11-24T09:00:00Z", "updatedAt": "2026-11-24T09:00:01Z"}}}}}
        """;

    public void Apply(OpenApiDocument swaggerDoc, DocumentFilterContext context)
    {
        var tag = swaggerDoc.Tags!.Single(group => group.Name == "Webhooks").Name!;
        swaggerDoc.Webhooks = new Dictionary<string, IOpenApiPathItem>
        {
            ["delivery"] = new OpenApiPathItem
            {
                Operations = new()
                {
                    [HttpMethod.Post] = new()
                    {
                        OperationId = "receiveWebhookDelivery",
                        Summary = "Delivers an event to a webhook",
                        Description =
                            "Flowgen posts each delivery to the URL of the webhook, signed according to [Standard Webhooks](https://www.standardwebhooks.com). Delivery is at least once: store `webhook-id`, which is the same on every attempt, to detect duplicates. Deliveries can arrive in any order: compare `version`, or set `ordered` on the webhook.",
                        Tags = new HashSet<OpenApiTagReference> { new(tag, swaggerDoc) },
                        Security =
                        [
                            [],
                        ], // no API key: the request is signed
                        Parameters =
                        [
                            Header("webhook-id", "The id of the delivery: the same on every attempt.", "uuid"),
                            Header(
                                "webhook-timestamp",
                                "The time of this attempt, in seconds since 1970 (UTC).",
                                format: null
                            ),
                            Header(
                                "webhook-signature",
                                "`v1,` and the base64 of the HMAC-SHA256 of `<id>.<timestamp>.<body>`. The signing key is the base64-decoded part of the secret after `whsec_`. During the rotation of a secret there are two signatures, separated by a space.",
                                format: null
                            ),
                        ],
                        RequestBody = new OpenApiRequestBody
                        {
                            Required = true,
                            Description = "The event. The bytes are the same on every attempt.",
                            Content = new Dictionary<string, IOpenApiMediaType>
                            {
                                [MediaTypes.Json] = new OpenApiMediaType
                                {
                                    Schema = Payload(context),
                                    Example = JsonNode.Parse(Example),
                                },
                            },
                        },
                        Responses = new()
                        {
                            ["2XX"] = new OpenApiResponse
                            {
                                Description = "The delivery is accepted. The response must arrive within 15 seconds.",
                            },
                            ["410"] = new OpenApiResponse
                            {
                                Description = "The receiver wants no more deliveries. Flowgen disables the webhook.",
                            },
                            ["4XX"] = new OpenApiResponse
                            {
                                Description =
                                    "The delivery is rejected, as with any other status. Flowgen sends it again, after the seconds in `Retry-After` if the header is present.",
                            },
                        },
                    },
                },
            },
        };
    }

    private static OpenApiParameter Header(string name, string description, string? format) =>
        new()
        {
            Name = name,
            In = ParameterLocation.Header,
            Required = true,
            Description = description,
            Schema = new OpenApiSchema { Type = JsonSchemaType.String, Format = format },
        };

    private static OpenApiSchema Payload(DocumentFilterContext context) =>
        Object(
            "The body of a delivery.",
            (
                "data",
                Object(
                    "The event that the delivery announces.",
                    ("type", Text("The type of the payload.", "webhookPayload")),
                    ("id", Id("The id of the delivery.")),
                    (
                        "attributes",
                        Object(
                            "The attributes of the event.",
                            ("webhookId", Id("The id of the webhook.")),
                            (
                                "event",
                                Text("The kind of event. `ping` is a test.", "create", "update", "delete", "ping")
                            ),
                            (
                                "fields",
                                new()
                                {
                                    Type = JsonSchemaType.Array | JsonSchemaType.Null,
                                    Description =
                                        "The value of `fields` of the webhook: the attributes whose changes it receives; null for all attributes.",
                                    Items = new OpenApiSchema { Type = JsonSchemaType.String },
                                }
                            ),
                            (
                                "version",
                                new()
                                {
                                    Type = JsonSchemaType.Integer,
                                    Description =
                                        "The version of the generation after the event. It orders the deliveries of one generation. 0 for a ping.",
                                }
                            ),
                            (
                                "resource",
                                new()
                                {
                                    Description =
                                        "The resource after the event, exactly as a GET returned it. On `delete`, its last state. Null for a ping.",
                                    OneOf =
                                    [
                                        Reference(typeof(Resource<FlowGenerationAttributes>), context),
                                        Reference(typeof(Resource<FlowAttributes>), context),
                                        new OpenApiSchema { Type = JsonSchemaType.Null },
                                    ],
                                }
                            )
                        )
                    )
                )
            )
        );

    private static IOpenApiSchema Reference(Type type, DocumentFilterContext context) =>
        context.SchemaGenerator.GenerateSchema(type, context.SchemaRepository);

    private static OpenApiSchema Object(
        string description,
        params IReadOnlyList<(string Name, OpenApiSchema Schema)> members
    ) =>
        new()
        {
            Type = JsonSchemaType.Object,
            Description = description,
            Required = members.Select(member => member.Name).ToHashSet(),
            Properties = members.ToDictionary(member => member.Name, member => (IOpenApiSchema)member.Schema),
        };

    private static OpenApiSchema Id(string description) =>
        new()
        {
            Type = JsonSchemaType.String,
            Format = "uuid",
            Description = description,
        };

    private static OpenApiSchema Text(string description, params IReadOnlyList<string> only) =>
        new()
        {
            Type = JsonSchemaType.String,
            Description = description,
            Enum = [.. only.Select(text => (JsonNode)text)],
        };
}
