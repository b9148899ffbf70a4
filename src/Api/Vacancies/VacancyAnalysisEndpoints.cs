using Flowgen.Api.Edge;
using Flowgen.Api.JsonApi;
using Flowgen.Domain.Organisations;
using MediatR;

namespace Flowgen.Api.Vacancies;

/// <summary>The endpoint of vacancy analyses.</summary>
internal static class VacancyAnalysisEndpoints
{
    public static void MapVacancyAnalyses(this IEndpointRouteBuilder api) =>
        api.MapGroup(VacancyAnalysisResource.Path)
            .WithTags("Vacancies")
            .MapPost("", Analyse)
            .RequireAuthorization(Scope.ReadGenerations)
            .WithName("analyseVacancy")
            .WithSummary("Analyses a vacancy")
            .WithDescription(
                "Returns the facts in a vacancy, each with the sentence that states it: title, organisation, location, hours and salary. Also returns the requirements, with the questions that a flow asks. Send the requirements, changed or not, as `knockoutRequirements` and `preferredRequirements` of a flow generation. The same vacancy gives the same analysis. Nothing is stored, so no write scope is required."
            )
            .Takes(VacancyAnalysisResource.Fields)
            .Takes(Prefer.HandlingParameter)
            .WithMetadata(VacancyAnalysisResource.Sent, new ChangesNothing(), Holds.OneText)
            .Produces<Document<Resource<VacancyAnalysisAttributes>>>(StatusCodes.Status200OK, MediaTypes.JsonApi);

    // 200, not 201: an analysis creates nothing.
    private static async Task<IResult> Analyse(
        HttpRequest request,
        IMediator mediator,
        CancellationToken cancellationToken
    )
    {
        var sent = await RequestBody.ReadResourceAsync(request, VacancyAnalysisResource.Type);
        var query = VacancyAnalysisResource.Read(sent);
        var unused = query.Unused.Take(SentResource.MaxErrors).ToList();
        if (Prefer.IsStrict(request))
        {
            query = query with { ReadErrors = [.. query.ReadErrors, .. unused.Select(UnusedParameter.Refusal)] };
        }

        var analysed = await mediator.Send(query, cancellationToken);
        return JsonApiAnswer.Ok(VacancyAnalysisResource.Document(analysed, UnusedParameter.Of(unused), request));
    }
}
