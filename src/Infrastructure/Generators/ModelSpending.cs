using Flowgen.Infrastructure.Database;
using Flowgen.Infrastructure.Persistence;
using Npgsql;
using Weasel.Postgresql.Tables;

namespace Flowgen.Infrastructure.Generators;

/// <summary>
/// The cost of each organisation's use of the language model, by UTC day. A call reserves its maximum cost before it begins and returns the unused part after
/// it: so concurrent calls don't spend the same money, and a call whose node was killed counts in full.
/// </summary>
internal sealed class ModelSpending(NpgsqlDataSource postgres, LanguageModelSettings settings)
{
    private const string Name = $"{MartenSetup.Schema}.model_spending";
    private const int MaxSeconds = 5;
    private const int DaysKept = 400;

    private static readonly string Reserve = $"""
        with old as (
            delete from {Name} where organisation = $1 and day < (now() at time zone 'utc')::date - {DaysKept}
        )
        insert into {Name} as spent (organisation, day, calls, input_tokens, output_tokens, cost)
        select $1, (now() at time zone 'utc')::date, 1, 0, 0, $2 where $2 <= $3
        on conflict (organisation, day) do update set calls = spent.calls + 1, cost = spent.cost + excluded.cost
        where spent.cost + excluded.cost <= $3
        returning day
        """;

    private const string Settle = $"""
        update {Name} set input_tokens = input_tokens + $3, output_tokens = output_tokens + $4, cost = cost + $5, calls = calls + $6
        where organisation = $1 and day = $2
        """;

    public static Table Table()
    {
        var table = new Table(Name);
        table.AddColumn("organisation", "text").AsPrimaryKey();
        table.AddColumn("day", "date").AsPrimaryKey();
        table.AddColumn("calls", "bigint").NotNull();
        table.AddColumn("input_tokens", "bigint").NotNull();
        table.AddColumn("output_tokens", "bigint").NotNull();
        table.AddColumn("cost", "numeric").NotNull();
        return table;
    }

    /// <summary>Reserves the maximum cost of a call in today's budget.</summary>
    /// <returns>The day; null where the budget is exhausted.</returns>
    public async Task<DateOnly?> ReserveAsync(string organisation, decimal most, CancellationToken cancellationToken) =>
        await Sql.ScalarAsync(
            postgres,
            Reserve,
            [organisation, most, settings.DailyBudget],
            cancellationToken,
            MaxSeconds
        )
            is DateOnly day
            ? day
            : null;

    /// <summary>Replaces a reservation by the actual cost; <c>calls</c> is 1, or 0 where no call was made.</summary>
    public Task SettleAsync(
        string organisation,
        DateOnly day,
        decimal reserved,
        int inputTokens,
        int outputTokens,
        int calls
    ) =>
        Sql.ExecuteAsync(
            postgres,
            Settle,
            [
                organisation,
                day,
                (long)inputTokens,
                (long)outputTokens,
                settings.CostOf(inputTokens, outputTokens) - reserved,
                (long)(calls - 1),
            ],
            CancellationToken.None,
            MaxSeconds
        );
}
