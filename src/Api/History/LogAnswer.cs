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
/// A streaming response with events, written page by page, so that neither a long log nor a slow client uses much memory. The first
/// page is read before the response starts, so that an invalid request still gets an error response.
/// </summary>
/// <param name="pages">The pages to send. The response ends after the last page.</param>
/// <param name="mediaType">The media type of the response.</param>
/// <param name="fields">The requested fields of each event; null for all.</param>
/// <param name="place">The place of the request among the open streams of its organisation. It is disposed at the end.</param>
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
        Timeouts.DisableTimeout(httpContext);
        httpContext.Features.Get<Reservation>()?.ShrinkTo(0); // each page reserves its own memory
        httpContext.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        var response = httpContext.Response;
        response.ContentType = mediaType;
        response.Headers.CacheControl = "no-store";
        response.Headers["X-Accel-Buffering"] = "no"; // nginx would buffer the response
        if (response.Body == Stream.Null)
        {
            return; // HEAD has no body: return at once
        }

        await response.StartAsync(httpContext.RequestAborted);
        // Written without an intermediate buffer: a copy of a long text would only waste memory.
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
            // The client closed the connection.
        }
        catch (Exception e)
        {
            LogCut(
                httpContext.RequestServices.GetRequiredService<ILogger<LogAnswer>>(),
                e.GetBaseException().GetType().Name
            );
            // The client of a stream reconnects and resumes. An export must be aborted: otherwise it looks complete.
            if (mediaType != MediaTypes.EventStream)
            {
                httpContext.Abort();
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "Aborted a response with events: {Reason}")]
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
