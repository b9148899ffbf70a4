using Flowgen.Application.Common;
using JasperFx;
using Npgsql;

namespace Flowgen.Application.Tests.Common;

public class OutageTests
{
    [Theory]
    [InlineData("08006", true, true)] // connection failure
    [InlineData("28P01", true, true)] // wrong password
    [InlineData("3D000", true, true)] // no such database
    [InlineData("25006", true, true)] // read only
    [InlineData("53300", true, true)] // too many connections
    [InlineData("57P01", true, true)] // shutdown
    [InlineData("25P03", false, true)] // idle in transaction
    [InlineData("40001", false, true)] // serialization failure
    [InlineData("40P01", false, true)] // deadlock
    [InlineData("55P03", false, true)] // lock not available
    [InlineData("23505", false, false)] // unique violation
    [InlineData("42501", false, false)] // insufficient privilege
    [InlineData("42P01", false, false)] // undefined table
    public void A_state_of_Postgres_is_an_outage_or_may_pass_or_neither(string state, bool isOutage, bool isTransient)
    {
        var exception = new PostgresException("message", "ERROR", "ERROR", state);

        Assert.Equal((isOutage, isTransient), (Outage.Is(exception), Outage.IsTransient(exception)));
        Assert.Equal((isOutage, isTransient), (Outage.Is(Wrapped(exception)), Outage.IsTransient(Wrapped(exception))));
    }

    [Fact]
    public void A_server_that_does_not_answer_is_an_outage() =>
        Assert.All(
            [
                new TimeoutException(),
                new IOException(),
                new ObjectDisposedException("connection"),
                new NpgsqlException(),
            ],
            (Exception exception) => Assert.True(Outage.Is(Wrapped(exception)) && Outage.IsTransient(exception))
        );

    [Fact]
    public void A_conflict_or_a_bug_is_no_outage() =>
        Assert.All(
            [new ConcurrencyException("conflict", new TimeoutException()), new InvalidOperationException()],
            (Exception exception) => Assert.False(Outage.Is(exception) || Outage.IsTransient(exception))
        );

    private static InvalidOperationException Wrapped(Exception exception) => new("wrapped", exception);
}
