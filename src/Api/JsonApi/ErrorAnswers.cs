using System.Diagnostics;
using Flowgen.Application.Common;
using Flowgen.Application.Webhooks;
using Flowgen.Domain;
using FluentValidation;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.Net.Http.Headers;

namespace Flowgen.Api.JsonApi;

/// <summary>The one place that turns what went wrong into an answer (contract, section 1, "errors").</summary>
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

        var (status, faults) = exception switch
        {
            RequestException e => (e.Status, e.Faults),
            ValidationException e => (422, [.. UnreadableTexts.Alone(e.Errors).Select(AtPointer)]),
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
            LogRefusal(status, string.Join(' ', faults.Select(fault => fault.Code)));
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

        await Write(httpContext, status, faults);
        return true;
    }

    /// <summary>Gives a body to the errors the framework answers without one, such as 405.</summary>
    public static Task WriteStatus(StatusCodeContext context)
    {
        var status = context.HttpContext.Response.StatusCode;
        return Write(context.HttpContext, status, [OfStatus(status)]);
    }

    /// <summary>The trace id (W3C Trace Context), which the client may have begun.</summary>
    public static string RequestId(HttpContext context) =>
        Activity.Current?.TraceId.ToHexString() ?? context.TraceIdentifier;

    private static RequestFault SecretsUnreadable { get; } =
        new(
            "unavailable",
            "This node can't encrypt the secret of a webhook right now. Nothing was changed. Try again."
        );

    private static Task Write(HttpContext context, int status, IReadOnlyList<RequestFault> faults)
    {
        var id = RequestId(context);
        var document = context.Features.Get<SentDocument>();
        var errors = faults
            .Select(fault => document?.Locate(fault) ?? fault)
            .Select(fault => new ErrorObject(id, $"{status}", fault.Code, Title(fault.Code), fault.Detail)
            {
                Source = fault.Source,
            });
        if (status is 429 or 503 or 504 && context.Response.Headers.RetryAfter is [])
        {
            context.Response.Headers.RetryAfter = "5";
        }

        if (!context.Response.Headers.Vary.Contains(HeaderNames.Accept))
        {
            context.Response.Headers.Append(HeaderNames.Vary, HeaderNames.Accept);
        }

        return JsonApiAnswer.Of(status, new ErrorDocument([.. errors])).ExecuteAsync(context);
    }

    private static RequestFault AtPointer(FluentValidation.Results.ValidationFailure fault) =>
        new(fault.ErrorCode, fault.ErrorMessage)
        {
            Source = new()
            {
                Pointer = fault.PropertyName is ['/', ..] pointer ? pointer : $"/data/attributes/{fault.PropertyName}",
            },
        };

    /// <summary>What the framework knows of a refusal: its status alone.</summary>
    public static RequestFault OfStatus(int status) =>
        status switch
        {
            401 => new("unauthorized", "Send Authorization: Bearer <api key> with a valid key."),
            403 => new("forbidden", "This key may not do that: use one that is meant for it."),
            404 => new("not_found", "There is nothing at this path. Check it, and the id in it."),
            405 => new("method_not_allowed", "Use one of the methods in the Allow header."),
            408 => new("request_timeout", "The request came in too slowly: send it again."),
            413 => new("body_too_large", "Send a body of at most 1 MiB."),
            415 => new("unsupported_media_type", $"Send {MediaTypes.JsonApi}."),
            429 => new("rate_limited", "Too many requests: send the next one after the seconds in Retry-After."),
            503 => new("unavailable", "The database can't be reached right now: try again in a few seconds."),
            504 => new(
                "timed_out",
                "It took too long, and was given up; a change may have been made. Read it, or repeat the request with the same Idempotency-Key."
            ),
            >= 500 => new(
                "internal_error",
                "Something went wrong here. Try again, and tell us the id if it keeps happening."
            ),
            _ => new("bad_request", "The request can't be understood: check its line and headers."),
        };

    /// <summary>What kind of problem a code is.</summary>
    public static string Title(string code) =>
        string.Concat(char.ToUpperInvariant(code[0]), code[1..].Replace('_', ' '));

    [LoggerMessage(LogLevel.Error, "Answered {Status}")]
    private partial void LogFailure(Exception exception, int status);

    [LoggerMessage(LogLevel.Warning, "Answered 503: {Reason}")]
    private partial void LogUnavailable(string reason);

    [LoggerMessage(LogLevel.Information, "Answered {Status}: {Codes}")]
    private partial void LogRefusal(int status, string codes);
}
