using System.Security.Cryptography;
using System.Text.Json;
using Flowgen.Application.Common;
using Flowgen.Application.FlowTypes;
using Flowgen.Domain.Flows;
using FluentValidation;
using FluentValidation.Results;
using Marten;
using MediatR;

namespace Flowgen.Application.Flows.Queries;

/// <summary>Runs a flow with a candidate's answers; null if there is no such flow. Stores nothing.</summary>
/// <param name="FlowId">The flow.</param>
/// <param name="Answers">The answers of the candidate.</param>
/// <param name="ReadErrors">Errors in the shape of the request. They are reported together with the validation errors.</param>
public sealed record SimulateFlow(Guid FlowId, CandidateAnswers Answers, IReadOnlyList<ValidationFailure> ReadErrors)
    : IRequest<SimulatedFlow?>
{
    /// <summary>The maximum number of answers: those by variable plus those in order.</summary>
    public const int MaxAnswers = 500;

    /// <summary>The maximum length of an answer in characters.</summary>
    public const int MaxAnswer = 4_000;

    /// <summary>The maximum number of reported errors: a large document can contain a hundred thousand.</summary>
    public const int MaxErrors = 100;
}

/// <summary>The result of a simulation. It is not stored.</summary>
/// <param name="Id">A deterministic id: the same for the same flow and answers.</param>
/// <param name="FlowId">The flow.</param>
/// <param name="Outcome">The conversation and its end.</param>
public sealed record SimulatedFlow(Guid Id, Guid FlowId, SimulationOutcome Outcome);

internal sealed class SimulateFlowValidator : AbstractValidator<SimulateFlow>
{
    public SimulateFlowValidator() =>
        RuleFor(query => query)
            .Custom(
                (query, context) =>
                {
                    foreach (var error in query.ReadErrors.Concat(Errors(query.Answers)))
                    {
                        context.AddFailure(error);
                    }
                }
            );

    private static IEnumerable<ValidationFailure> Errors(CandidateAnswers answers)
    {
        var count = answers.ByVariable.Sum(one => one.Value.Count) + answers.InOrder.Count;
        return count <= SimulateFlow.MaxAnswers
            ? []
            :
            [
                ValidationError.At(
                    "/data/attributes",
                    "too_many",
                    $"There are too many answers. Send at most {SimulateFlow.MaxAnswers}."
                ),
            ];
    }
}

internal sealed class SimulateFlowHandler(IQuerySession session) : IRequestHandler<SimulateFlow, SimulatedFlow?>
{
    public async Task<SimulatedFlow?> Handle(SimulateFlow query, CancellationToken cancellationToken)
    {
        if (await session.LoadAsync<Flow>(query.FlowId, cancellationToken) is not { } flow)
        {
            return null;
        }

        var asked = flow.Design.Nodes.Select(node => node.Action.VariableName).OfType<string>().ToHashSet();
        var unknown = query
            .Answers.ByVariable.Keys.Where(variable => !asked.Contains(variable))
            .Take(SimulateFlow.MaxErrors)
            .Select(variable =>
                ValidationError.At(
                    $"answers/{ValidationError.Escape(variable)}",
                    "unknown_variable",
                    "The flow does not ask for this variable. Use the variableName of one of its node actions."
                )
            )
            .ToList();
        return unknown is []
            ? new(Id(flow, query.Answers), flow.Id, Simulation.Run(flow.Design, query.Answers))
            : throw new ValidationException(unknown);
    }

    private static Guid Id(Flow flow, CandidateAnswers answers)
    {
        var hash = SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(answers));
        return DerivedId.Of(flow.CreatedAt, flow.Id, new(hash.AsSpan(0, 16)), number: 0);
    }
}
