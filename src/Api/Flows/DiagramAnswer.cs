using System.Text;
using Flowgen.Api.JsonApi;
using Flowgen.Domain.Flows;

namespace Flowgen.Api.Flows;

/// <summary>A flow as a picture, or as the text of one, whichever the client likes better; 304 where it has the same.</summary>
internal sealed class DiagramAnswer(FlowDesign design) : IResult
{
    /// <summary>Text unless asked otherwise: by the type that is registered for Mermaid.</summary>
    public static AnsweredAs Types { get; } = new(MediaTypes.Mermaid, MediaTypes.Svg);

    /// <inheritdoc />
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var (request, response) = (httpContext.Request, httpContext.Response);
        var isPicture = MediaTypes.Chosen(request) is MediaTypes.Svg;
        var body = Encoding.UTF8.GetBytes(isPicture ? SvgDiagram.Of(design) : MermaidDiagram.Of(design));
        response.Headers.ETag = EntityTag.Of(body);
        if (EntityTag.IsKnown(request, EntityTag.Of(body)))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        response.ContentType = isPicture ? MediaTypes.Svg : $"{MediaTypes.Mermaid}; charset=utf-8";
        response.ContentLength = body.Length;
        await response.Body.WriteAsync(body, httpContext.RequestAborted);
    }
}
