using System.Diagnostics;
using Flowgen.Application.Common;
using Flowgen.Application.Webhooks;
using Flowgen.Domain;
using FluentValidation;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.Net.Http.Headers;

namespace Flowgen.Api.JsonApi;

/// <summary>Maps every exception to an error response.</summary>
internal sealed partial class ErrorAnswers(ILogger<ErrorAnswers> logger) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(
        HttpContext httpContext,
        Exception exception,
        CancellationToken cancellationToken
    )
    {
        if (exception is OperationCanceledException && httpContext.RequestAborted.IsCancellationRequested)
        {
            httpContext.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
            return true;
        }

        var (status, errors) = exception switch
        {
            RequestException e => (e.Status, e.Errors),
            ValidationException e => (422, [.. UnreadableValues.Alone(e.Errors).Select(AtPointer)]),
            DomainRuleException { Code: DomainRuleException.OtherVersion } e => (412, [new(e.Code, e.Message)]),
            DomainRuleException { Code: DomainRuleException.QueueFull or DomainRuleException.Busy } e => (
                503,
                [new(e.Code, e.Message)]
            ),
            DomainRuleException e => (409, [new(e.Code, e.Message)]),
            SecretKeyException => (503, [SecretsUnreadable]),
            BusyException e => (503, [new(BusyException.Code, e.Message)]),
            BadHttpRequestException e => (e.StatusCode, [OfStatus(e.StatusCode)]),
            _ when Outage.IsTransient(exception) => (503, [OfStatus(503)]),
            _ => (500, [OfStatus(500)]),
        };
        if (status < 500 || exception is DomainRuleException or BusyException)
        {
            LogRefusal(status, string.Join(' ', errors.Select(error => error.Code)));
        }
        else if (status == StatusCodes.Status503ServiceUnavailable)
        {
            LogUnavailable(
                exception is SecretKeyException ? exception.Message : exception.GetBaseException().GetType().Name
            );
        }
        else
        {
            LogFailure(exception, status);
        }

        await Write(httpContext, status, errors);
        return true;
    }

    /// <summary>Adds a body to error responses that the framework creates without one, such as 405.</summary>
    public static Task WriteStatus(StatusCodeContext context)
    {
        var status = context.HttpContext.Response.StatusCode;
        return Write(context.HttpContext, status, [OfStatus(status)]);
    }

    /// <summary>The trace id (W3C Trace Context), which may come from the client.</summary>
    public static string RequestId(HttpContext context) =>
        Activity.Current?.TraceId.ToHexString() ?? context.TraceIdentifier;

    private static RequestError SecretsUnreadable { get; } =
        new(
            "unavailable",
            "This node can't encrypt the secret of a webhook at the moment. Nothing was changed. Try again."
        );

    private static Task Write(HttpContext context, int status, IReadOnlyList<RequestError> errors)
    {
        var id = RequestId(context);
        var document = context.Features.Get<SentDocument>();
        var located = errors
            .Select(error => document?.Locate(error) ?? error)
            .Select(error => new ErrorObject(id, $"{status}", error.Code, Title(error.Code), error.Detail)
            {
                Source = error.Source,
            });
        if (status is 429 or 503 or 504 && context.Response.Headers.RetryAfter is [])
        {
            context.Response.Headers.RetryAfter = "5";
        }

        if (!context.Response.Headers.Vary.Contains(HeaderNames.Accept))
        {
            context.Response.Headers.Append(HeaderNames.Vary, HeaderNames.Accept);
        }

        return JsonApiAnswer.Of(status, new ErrorDocument([.. located])).ExecuteAsync(context);
    }

    private static RequestError AtPointer(FluentValidation.Results.ValidationFailure error) =>
        new(error.ErrorCode, error.ErrorMessage)
        {
            Source = new()
            {
                Pointer = error.PropertyName is ['/', ..] pointer ? pointer : $"/data/attributes/{error.PropertyName}",
            },
        };

    /// <summary>The error for a response of the framework, of which only the status is known.</summary>
    public static RequestError OfStatus(int status) =>
        status switch
        {
            401 => new(
                "unauthorized",
                "The API key is missing or not valid. Send Authorization: Bearer <api key> with a valid key."
            ),
            403 => new(
                "forbidden",
                "This key does not permit the operation. Use an operator's key under /operations, and an organisation's key elsewhere."
            ),
            404 => new("not_found", "There is no resource at this path. Check the path, and the id in it."),
            405 => new(
                "method_not_allowed",
                "The resource does not support this method. Use one of the methods in the Allow header."
            ),
            408 => new("request_timeout", "The request arrived too slowly. Send it again."),
            413 => new("body_too_large", "The body is too large. Send at most 1 MiB."),
            415 => new(
                "unsupported_media_type",
                $"The media type of the body is not supported. Send {MediaTypes.JsonApi}."
            ),
            429 => new("rate_limited", "Too many requests. Send the next one after the seconds in Retry-After."),
            503 => new("unavailable", "The database can't be reached at the moment. Try again in a few seconds."),
            504 => new(
                "timed_out",
                "The request timed out. A change may have been made. Read the resource, or repeat the request with the same Idempotency-Key."
            ),
            >= 500 => new(
                "internal_error",
                "An internal error occurred. Try again, and report the id of this error if it persists."
            ),
            _ => new("bad_request", "The request can't be parsed. Check the request line and the headers."),
        };

    /// <summary>The title of an error code: its words.</summary>
    public static string Title(string code) =>
        string.Concat(char.ToUpperInvariant(code[0]), code[1..].Replace('_', ' '));

    [LoggerMessage(LogLevel.Error, "Answered {Status}")]
    private partial void LogFailure(Exception exception, int status);

    [LoggerMessage(LogLevel.Warning, "Answered 503: {Reason}")]
    private partial void LogUnavailable(string reason);

    [LoggerMessage(LogLevel.Information, "Answered {Status}: {Codes}")]
    private partial void LogRefusal(int status, string codes);
}
