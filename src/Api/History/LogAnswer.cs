using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Flowgen.Api.Edge;
using Flowgen.Api.JsonApi;
using Flowgen.Application.Common;
using Flowgen.Application.History;
using Microsoft.AspNetCore.Http.Features;

namespace Flowgen.Api.History;

/// <summary>
/// An answer that goes on: events as they come, written page by page, so that neither a long log nor a slow client takes memory. The first page is
/// read before anything is answered, so what is wrong with the request is still said properly.
/// </summary>
/// <param name="pages">What to send. It has its own way to end.</param>
/// <param name="mediaType">How.</param>
/// <param name="fields">Which fields of each; null for all.</param>
/// <param name="place">To be given back at the end.</param>
internal sealed partial class LogAnswer(
    IAsyncEnumerator<LogPage> pages,
    string mediaType,
    IReadOnlySet<string>? fields,
    IDisposable place
) : IResult
{
    private const int WrittenAtATime = 64 * 1024;

    private static readonly byte[] KeepAlive = ":\n\n"u8.ToArray();

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        using var left = place;
        await using var rest = pages;
        Timeouts.GoesOn(httpContext);
        httpContext.Features.Get<Reservation>()?.ShrinkTo(0); // each page has a reservation of its own
        httpContext.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        var response = httpContext.Response;
        response.ContentType = mediaType;
        response.Headers.CacheControl = "no-store";
        response.Headers["X-Accel-Buffering"] = "no"; // nginx would keep it back
        if (response.Body == Stream.Null)
        {
            return; // of a HEAD, nobody would see the end
        }

        await response.StartAsync(httpContext.RequestAborted);
        // Not into a buffer first: of a long text, each copy is memory that is not used a second time.
        var text = response.BodyWriter;
        try
        {
            do
            {
                if (mediaType == MediaTypes.EventStream && pages.Current.Events is [])
                {
                    text.Write(KeepAlive);
                }

                foreach (var row in pages.Current.Events)
                {
                    Write(text, row);
                    if (text.UnflushedBytes > WrittenAtATime)
                    {
                        await text.FlushAsync(httpContext.RequestAborted);
                    }
                }

                await text.FlushAsync(httpContext.RequestAborted);
            } while (await pages.MoveNextAsync());
        }
        catch (Exception) when (httpContext.RequestAborted.IsCancellationRequested)
        {
            // The client has gone.
        }
        catch (Exception e)
        {
            LogCut(
                httpContext.RequestServices.GetRequiredService<ILogger<LogAnswer>>(),
                e.GetBaseException().GetType().Name
            );
            // The client of a stream comes back, and goes on from what it has; in bulk, it would look like the end of the log.
            if (mediaType != MediaTypes.EventStream)
            {
                httpContext.Abort();
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "Cut off an answer with events: {Reason}")]
    private static partial void LogCut(ILogger logger, string reason);

    private void Write(IBufferWriter<byte> text, RecordedEvent row)
    {
        if (mediaType == MediaTypes.EventStream)
        {
            var sequence = row.Sequence.ToString(CultureInfo.InvariantCulture);
            Encoding.UTF8.GetBytes($"id: {sequence}\nevent: {row.Event.GetType().Name}\ndata: ", text);
        }

        using (var json = new Utf8JsonWriter(text, WriterOptions))
        {
            JsonSerializer.Serialize(json, FlowGenerationEventResource.From(row).Only(fields), JsonApiAnswer.Options);
        }

        text.Write(mediaType == MediaTypes.EventStream ? "\n\n"u8 : "\n"u8);
    }

    private static JsonWriterOptions WriterOptions => new() { Encoder = JsonApiAnswer.Options.Encoder };
}
