using System.Text;
using Flowgen.Api.JsonApi;
using Flowgen.Domain.Flows;

namespace Flowgen.Api.Flows;

/// <summary>A response with the diagram of a flow, as Mermaid text or as a picture; 304 if the client has the same diagram.</summary>
internal sealed class DiagramAnswer(FlowDesign design) : IResult
{
    /// <summary>The media types: the registered type of Mermaid as the default, and SVG.</summary>
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
