// Receives Flowgen's webhooks: verifies signatures, processes each delivery once, and ignores older versions of a resource.
// Run it with the secret of the webhook: WEBHOOK_SECRET=whsec_… ASPNETCORE_URLS=http://localhost:8080 dotnet run

using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;

const int longestBody = 8 * 1024 * 1024;
const int mostWaiting = 1_000;
var tolerance = TimeSpan.FromMinutes(5);

var key = Convert.FromBase64String(
    Environment.GetEnvironmentVariable("WEBHOOK_SECRET")?.Split('_')[^1]
        ?? throw new InvalidOperationException("Set WEBHOOK_SECRET to the webhook's secret: whsec_…")
);
var clock = TimeProvider.System;

// In memory, to keep the sample simple. Use your database: store the inbox before the 2xx, and update the other two in the transaction
// of the work, so that the work is done once.
var inbox = Channel.CreateBounded<(string Id, JsonElement Data)>(mostWaiting);
var seen = new HashSet<string>();
var versions = new Dictionary<(string Type, string Id), int>();

var builder = WebApplication.CreateSlimBuilder(args);
builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = longestBody);
await using var app = builder.Build();
app.MapPost("/", ReceiveAsync);
var working = WorkAsync();
await app.RunAsync();
inbox.Writer.Complete();
await working;

// Slow work runs later: Flowgen waits 15 s for a response, and then retries.
async Task<IResult> ReceiveAsync(HttpRequest request)
{
    using var body = new MemoryStream();
    await request.Body.CopyToAsync(body, request.HttpContext.RequestAborted);
    var id = Header("webhook-id");
    if (!IsGenuine(id, Header("webhook-timestamp"), Header("webhook-signature"), body.ToArray()))
    {
        return Results.Unauthorized();
    }

    var data = JsonElement.Parse(body.ToArray()).GetProperty("data");
    return inbox.Writer.TryWrite((id, data))
        ? Results.NoContent()
        : Results.StatusCode(StatusCodes.Status503ServiceUnavailable);

    string Header(string name) => request.Headers[name].ToString();
}

// Standard Webhooks: the signature covers the raw bytes, so verify it before parsing. During a rotation of the secret there are two
// signatures, and one valid signature is enough. The comparison takes constant time, so that it reveals nothing.
bool IsGenuine(string id, string timestamp, string signatures, byte[] body)
{
    if (
        !long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
        || Math.Abs(clock.GetUtcNow().ToUnixTimeSeconds() - seconds) > tolerance.TotalSeconds
    )
    {
        return false; // otherwise an attacker could replay a captured delivery for ever
    }

    byte[] signed = [.. Encoding.UTF8.GetBytes($"{id}.{timestamp}."), .. body];
    var expected = Encoding.UTF8.GetBytes($"v1,{Convert.ToBase64String(HMACSHA256.HashData(key, signed))}");
    return signatures
        .Split(' ')
        .Any(one => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(one), expected));
}

async Task WorkAsync()
{
    await foreach (var (id, data) in inbox.Reader.ReadAllAsync())
    {
        Console.WriteLine(Take(id, data.GetProperty("attributes")));
    }
}

string Take(string id, JsonElement attributes)
{
    if (!seen.Add(id))
    {
        return $"{id} came before"; // deliveries arrive at least once
    }

    var resource = attributes.GetProperty("resource");
    if (resource.ValueKind is JsonValueKind.Null)
    {
        return $"{id} is a {attributes.GetProperty("event")}";
    }

    var what = (Type: $"{resource.GetProperty("type")}", Id: $"{resource.GetProperty("id")}");
    var version = attributes.GetProperty("version").GetInt32();
    if (versions.TryGetValue(what, out var known) && known >= version)
    {
        return $"{id} is older than what is known: {what.Id}, version {version}";
    }

    versions[what] = version;
    var status =
        resource.TryGetProperty("attributes", out var shown) && shown.TryGetProperty("status", out var it)
            ? $": {it}"
            : "";
    // Add your work here.
    return $"{id} {attributes.GetProperty("event")} {what.Type} {what.Id}, version {version}{status}";
}
