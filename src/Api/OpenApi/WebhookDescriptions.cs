using System.Text.Json.Nodes;
using Flowgen.Api.FlowGenerations;
using Flowgen.Api.Flows;
using Flowgen.Api.JsonApi;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace Flowgen.Api.OpenApi;

/// <summary>What Flowgen itself sends: the section <c>webhooks</c> (OpenAPI 3.1, section 4.8.1.1).</summary>
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
        var tag = swaggerDoc.Tags!.Single(one => one.Name == "Webhooks").Name!;
        swaggerDoc.Webhooks = new Dictionary<string, IOpenApiPathItem>
        {
            ["delivery"] = new OpenApiPathItem
            {
                Operations = new()
                {
                    [HttpMethod.Post] = new()
                    {
                        OperationId = "receiveWebhookDelivery",
                        Summary = "What a webhook is sent",
                        Description =
                            "To its URL, signed by [Standard Webhooks](https://www.standardwebhooks.com). At least once: remember `webhook-id`, which is the same on every try. In no order: go by `version`, or ask for `ordered`.",
                        Tags = new HashSet<OpenApiTagReference> { new(tag, swaggerDoc) },
                        Security =
                        [
                            [],
                        ], // none: a signature takes its place
                        Parameters =
                        [
                            Header("webhook-id", "The id of the delivery: the same on every try.", "uuid"),
                            Header("webhook-timestamp", "When this try was sent, in seconds since 1970.", format: null),
                            Header(
                                "webhook-signature",
                                "`v1,` and the base64 of the HMAC-SHA256 of `<id>.<timestamp>.<body>`, by the bytes that the secret has after `whsec_`. While a secret is being rotated there are two, with a space between them.",
                                format: null
                            ),
                        ],
                        RequestBody = new OpenApiRequestBody
                        {
                            Required = true,
                            Description = "The same bytes on every try.",
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
                            ["2XX"] = new OpenApiResponse { Description = "Taken, within 15 seconds." },
                            ["410"] = new OpenApiResponse { Description = "Disables the webhook." },
                            ["4XX"] = new OpenApiResponse
                            {
                                Description =
                                    "Not taken, as with any other status: it is sent again, after the seconds in `Retry-After` where there are some.",
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
            "What a receiver is sent.",
            (
                "data",
                Object(
                    "What happened.",
                    ("type", Text("Always this.", "webhookPayload")),
                    ("id", Id("The delivery's.")),
                    (
                        "attributes",
                        Object(
                            "Of what happened.",
                            ("webhookId", Id("To which webhook.")),
                            ("event", Text("What it was; `ping` is a test.", "create", "update", "delete", "ping")),
                            (
                                "fields",
                                new()
                                {
                                    Type = JsonSchemaType.Array | JsonSchemaType.Null,
                                    Description = "Those that the webhook asks for.",
                                    Items = new OpenApiSchema { Type = JsonSchemaType.String },
                                }
                            ),
                            (
                                "version",
                                new()
                                {
                                    Type = JsonSchemaType.Integer,
                                    Description =
                                        "Of the generation's event stream: orders its deliveries. 0 for a ping.",
                                }
                            ),
                            (
                                "resource",
                                new()
                                {
                                    Description =
                                        "As it was then, to the letter as a GET shows it; on `delete`, as it was last; null for a ping.",
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
