using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Flowgen.Bench;

/// <summary>A minimal API for comparison: inserts or reads the same JSON with plain Npgsql. It runs as a separate process.</summary>
internal static class BareApi
{
    public const string Verb = "bare";

    public static async Task RunAsync(string connectionString)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString)
        {
            MaxPoolSize = 10,
            NoResetOnClose = true,
            MaxAutoPrepare = 10,
            AutoPrepareMinUsages = 2,
        };
        await using var source = NpgsqlDataSource.Create(settings.ConnectionString);
        await using (
            var create = source.CreateCommand("create table if not exists bare (id uuid primary key, data jsonb)")
        )
        {
            await create.ExecuteNonQueryAsync();
        }

        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning).AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Information);
        await using var app = builder.Build();
        app.MapPost("/bare", (HttpRequest request) => Insert(source, request));
        app.MapGet("/bare", () => Read(source, "select data::text from bare order by id desc limit 20"));
        app.MapGet("/bare/{id:guid}", (Guid id) => Read(source, "select data::text from bare where id = $1", id));
        await app.RunAsync();
    }

    private static async Task<IResult> Insert(NpgsqlDataSource source, HttpRequest request)
    {
        using var reader = new StreamReader(request.Body);
        var body = await reader.ReadToEndAsync();
        using var document = JsonDocument.Parse(body);
        var id = Guid.CreateVersion7();
        await using var insert = source.CreateCommand("insert into bare values ($1, $2::jsonb)");
        insert.Parameters.AddWithValue(id);
        insert.Parameters.AddWithValue(body);
        await insert.ExecuteNonQueryAsync();
        return Results.Text(body, "application/json", statusCode: (int)HttpStatusCode.Created);
    }

    private static async Task<IResult> Read(NpgsqlDataSource source, string sql, params object[] parameters)
    {
        await using var select = source.CreateCommand(sql);
        foreach (var parameter in parameters)
        {
            select.Parameters.AddWithValue(parameter);
        }

        var rows = new List<string>();
        await using var reader = await select.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            rows.Add(reader.GetString(0));
        }

        return Results.Text($"[{string.Join(',', rows)}]", "application/json");
    }
}
