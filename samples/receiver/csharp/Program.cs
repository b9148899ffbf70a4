// Receives Flowgen's webhooks: believes no one but Flowgen, takes each delivery once, and of a resource nothing older than it has.
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

// In memory, so that this runs anywhere. Yours are in your database: with the inbox there, a 2xx is a promise that is kept; and
// with these in the transaction of the work, it is done once.
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

// What takes time is for later: Flowgen waits for 15 s, and then comes again.
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

// Standard Webhooks: the signature is over the bytes as they came, so it comes before anything reads them. Where there are
// two, a secret is being rotated, and one that fits is enough. Compared in constant time, so that no answer tells how near a guess was.
bool IsGenuine(string id, string timestamp, string signatures, byte[] body)
{
    if (
        !long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
        || Math.Abs(clock.GetUtcNow().ToUnixTimeSeconds() - seconds) > tolerance.TotalSeconds
    )
    {
        return false; // or whoever has seen one delivery could send it for ever
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
        return $"{id} came before"; // at least once, says the contract
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
    // This is where your work begins.
    return $"{id} {attributes.GetProperty("event")} {what.Type} {what.Id}, version {version}{status}";
}
