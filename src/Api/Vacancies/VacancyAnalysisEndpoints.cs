using Flowgen.Api.Edge;
using Flowgen.Api.JsonApi;
using Flowgen.Domain.Organisations;
using MediatR;

namespace Flowgen.Api.Vacancies;

/// <summary>The resource vacancy analyses (contract, section 3).</summary>
internal static class VacancyAnalysisEndpoints
{
    public static void MapVacancyAnalyses(this IEndpointRouteBuilder api) =>
        api.MapGroup(VacancyAnalysisResource.Path)
            .WithTags("Vacancies")
            .MapPost("", Analyse)
            .RequireAuthorization(Scope.ReadGenerations)
            .WithName("analyseVacancy")
            .WithSummary("Reads a vacancy")
            .WithDescription(
                "Tells what Flowgen reads in a vacancy, with the sentence that says so: title, organisation, location, hours, salary, and the requirements with the questions that a flow asks. Send the requirements back as `knockoutRequirements` and `preferredRequirements`, changed or not. The same vacancy gets the same analysis. Nothing is stored, so this takes no scope to write."
            )
            .Takes(VacancyAnalysisResource.Fields)
            .Takes(Prefer.HandlingParameter)
            .WithMetadata(VacancyAnalysisResource.Sent, new ChangesNothing(), Holds.OneText)
            .Produces<Document<Resource<VacancyAnalysisAttributes>>>(StatusCodes.Status200OK, MediaTypes.JsonApi);

    // 200 and no 201: nothing is there afterwards that was not there before.
    private static async Task<IResult> Analyse(
        HttpRequest request,
        IMediator mediator,
        CancellationToken cancellationToken
    )
    {
        var sent = await RequestBody.ReadResourceAsync(request, VacancyAnalysisResource.Type);
        var query = VacancyAnalysisResource.Read(sent);
        var unused = query.Unused.Take(SentResource.MaxFaults).ToList();
        if (Prefer.IsStrict(request))
        {
            query = query with { Misread = [.. query.Misread, .. unused.Select(UnusedParameter.Refusal)] };
        }

        var analysed = await mediator.Send(query, cancellationToken);
        return JsonApiAnswer.Ok(VacancyAnalysisResource.Document(analysed, UnusedParameter.Of(unused), request));
    }
}
