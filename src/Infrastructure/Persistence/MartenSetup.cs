using System.Text.Encodings.Web;
using Flowgen.Application.Common;
using Flowgen.Application.FlowGenerations;
using Flowgen.Application.Flows;
using Flowgen.Application.History;
using Flowgen.Application.Organisations;
using Flowgen.Domain.FlowGenerations;
using Flowgen.Domain.Flows;
using Flowgen.Domain.Organisations;
using Flowgen.Infrastructure.Database;
using Flowgen.Infrastructure.Generators;
using Flowgen.Infrastructure.History;
using Flowgen.Infrastructure.Hosting;
using Flowgen.Infrastructure.Messaging;
using Flowgen.Infrastructure.Secrets;
using Flowgen.Infrastructure.Webhooks;
using JasperFx;
using JasperFx.Core;
using JasperFx.MultiTenancy;
using Marten;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Npgsql;
using Weasel.Core;
using Weasel.Postgresql.Tables;
using Wolverine.Marten;

namespace Flowgen.Infrastructure.Persistence;

/// <summary>The event store, the read models, and the sessions on them.</summary>
internal static class MartenSetup
{
    /// <summary>
    /// The condition for unfinished generations, and the predicate of the index that finds them among millions. It is written in the form of
    /// Postgres itself; otherwise the schema would seem to differ from the database.
    /// </summary>
    public const string Unfinished = "((data ->> 'status'::text) = ANY (ARRAY['Queued'::text, 'Processing'::text]))";

    /// <summary>The schema of Marten's tables and our own.</summary>
    public const string Schema = "flowgen";

    // Measured: pglz, the default compression, took a third of Postgres's time for a generation. A server without lz4 keeps its default. A
    // statement waits only briefly for a lock of a node that lost its connection. Postgres ends the session of such a node soon: within half a
    // minute if its machine is down.
    public const string SessionSettings = """
        select set_config('lock_timeout', '3s', false), set_config('idle_in_transaction_session_timeout', '5s', false),
            set_config('tcp_keepalives_idle', '10', false), set_config('tcp_keepalives_interval', '5', false),
            set_config('tcp_keepalives_count', '3', false), set_config('tcp_user_timeout', '20s', false);
        select set_config(name, 'lz4', false) from pg_settings
        where name = 'default_toast_compression' and 'lz4' = any(enumvals)
        """;

    private const string DeleteKeys = $"""
        with old as (
            delete from {Schema}.mt_doc_idempotencykey where ctid = any(array(
                select ctid from {Schema}.mt_doc_idempotencykey where mt_last_modified < $1 limit $2 for update skip locked
            )) returning 1
        )
        select count(*) from old
        """;

    public static void AddPersistence(this IServiceCollection services, string connectionString, HostFeatures features)
    {
        services.AddSingleton(_ => DataSource(connectionString));
        var marten = services
            .AddMarten(provider =>
            {
                var options = new StoreOptions();
                Configure(options, features.AppliesSchema ? AutoCreate.CreateOrUpdate : AutoCreate.None);
                options.Logger(new WordlessMartenLogger(provider.GetRequiredService<ILogger<WordlessMartenLogger>>()));
                options.Listeners.Add(new FlowGenerationSignals.Sender(ofDeletionsAlone: !features.AllowsWaiting));
                options.Listeners.Add(new EventFeed.Listener(provider.GetRequiredService<EventFeed>));
                return options;
            })
            .UseNpgsqlDataSource()
            .IntegrateWithWolverine(wolverine => wolverine.MessageStorageSchemaName = WolverineSetup.Schema);
        if (features.AppliesSchema)
        {
            marten.ApplyAllDatabaseChangesOnStartup();
        }

        services.RemoveAll<IDocumentSession>();
        services.RemoveAll<IQuerySession>();
        // A session for the organisation of the scope; it fails without one. Changes go through the streams of each aggregate.
        services.AddScoped(provider =>
            provider
                .GetRequiredService<IDocumentStore>()
                .QuerySession(Sessions.Of(provider.GetRequiredService<CurrentOrganisation>().Id))
        );
        services.AddScoped<IFlowGenerationList, FlowGenerationList>();
        services.AddSingleton<ProjectionRebuild>();
        services.AddScoped<IFlowList, FlowList>();
        services.AddSingleton<Usage>();
        services.AddSingleton<IUsage>(provider => provider.GetRequiredService<Usage>());

        services.AddSingleton<ApiKeys>();
        services.AddSingleton<IApiKeys>(provider => provider.GetRequiredService<ApiKeys>());
        services.AddHostedService(provider => provider.GetRequiredService<ApiKeys>());
        services.AddSingleton<FlowGenerationSignals>();
        services.AddSingleton<IFlowGenerationSignals>(provider => provider.GetRequiredService<FlowGenerationSignals>());
        services.AddSingleton<DatabaseWatch>();
        services.AddSingleton<IDatabaseWatch>(provider => provider.GetRequiredService<DatabaseWatch>());
        services.AddNotifications(connectionString);
        services.AddPurgeJob("idempotency keys", [new(DeleteKeys, now => now - IdempotencyKey.Lifetime)]);
        services.AddSingleton<EventFeed>();
        services.AddHostedService(provider => provider.GetRequiredService<EventFeed>());
        services.AddSingleton<IEventLog, EventLog>();
        services.AddSingleton<IEventConsumers, EventConsumers>();
        services.AddSingleton<ISeals, Seals>();
    }

    private static void AddNotifications(this IServiceCollection services, string connectionString)
    {
        services.AddSingleton(new DedicatedConnections(connectionString));
        services.AddSingleton(provider =>
        {
            var postgres = provider.GetRequiredService<NpgsqlDataSource>();
            return ActivatorUtilities.CreateInstance<Notifier>(
                provider,
                (IReadOnlyList<string> channels, CancellationToken cancellationToken) =>
                    (Task)Sql.ExecuteAsync(postgres, Notifier.Statement, [channels.ToArray()], cancellationToken)
            );
        });
        services.AddHostedService(provider => provider.GetRequiredService<Notifier>());
        services.AddHostedService<PostgresListener>();
        services.AddSubscription<FlowGenerationSignals>(
            FlowGenerationSignals.Notification,
            (signals, id) => signals.Raise(id)
        );
        services.AddSubscription<ApiKeys>(ApiKeys.Notification, (keys, _) => keys.Forget());
        services.AddSubscription<EventFeed>(EventFeed.Notification, (feed, _) => feed.Changed());
    }

    /// <summary>Subscribes a service to the notifications of a channel.</summary>
    internal static void AddSubscription<T>(this IServiceCollection services, string channel, Action<T, string?> handle)
        where T : notnull =>
        services.AddSingleton(provider => new Subscription(
            channel,
            payload => handle(provider.GetRequiredService<T>(), payload)
        ));

    internal static void Configure(StoreOptions options, AutoCreate autoCreate)
    {
        options.DatabaseSchemaName = Schema;
        options.AutoCreateSchemaObjects = autoCreate;
        options.UseSystemTextJsonForSerialization(
            EnumStorage.AsString,
            Casing.CamelCase,
            json =>
            {
                // Stored JSON is never embedded in HTML. Unescaped characters are smaller and readable.
                json.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
                json.Converters.Add(new LongStrings());
            }
        );

        options.Policies.AllDocumentsAreMultiTenanted();
        options.Events.TenancyStyle = TenancyStyle.Conjoined;
        options.Events.UseIdentityMapForAggregates = true;
        // A transaction that takes a sequence number holds a lock that HighWaterMark can see. Also, a transaction that loses a race takes no
        // number and causes no error.
        options.Events.UseExclusiveLockOnConcurrentAppends = true;
        options.Events.MetadataConfig.EnableAll();
        options.Events.MetadataConfig.UserNameEnabled = true;
        StoredEvents.Map(options.Events);
        options.Listeners.Add(new Erasure());
        foreach (var model in ReadModel.All())
        {
            model.Register(options);
        }

        options.Schema.For<Organisation>().Identity(one => one.StreamId).GinIndexJsonData();
        options.Schema.For<ApiKeyUse>();
        options.Schema.For<ProtectionKey>().SingleTenanted();
        options.Storage.Add(new LogIndexes(options));
        options.Storage.Add(new ErasingTrigger(options));
        options.Storage.ExtendedSchemaObjects.AddRange([
            WorkQueue.Table(),
            .. Usage.Tables(),
            .. DeliveryTables.All(),
            EventConsumers.Table(),
            Seals.Table(),
            ModelSpending.Table(),
        ]);
        options.Schema.For<Flow>();
        options.Schema.For<IdempotencyKey>().IndexLastModified();
        options.Policies.ForAllDocuments(mapping =>
        {
            if (mapping.DocumentType == typeof(Flow))
            {
                mapping.Indexes.AddRange(FlowList.Indexes());
            }
            else if (mapping.DocumentType == typeof(FlowGeneration))
            {
                mapping.Indexes.AddRange(FlowGenerationList.Indexes());
                mapping.Indexes.Add(
                    new IndexDefinition("mt_doc_flowgeneration_idx_notended")
                    {
                        Columns = ["id"],
                        Predicate = Unfinished,
                    }
                );
            }
        });
    }

    private static NpgsqlDataSource DataSource(string connectionString)
    {
        var builder = new NpgsqlDataSourceBuilder(Tuned(connectionString));
        builder.UsePhysicalConnectionInitializer(
            connection =>
            {
                using var command = Sql.Command(connection, SessionSettings, []);
                command.ExecuteNonQuery();
            },
            connection => Sql.ExecuteAsync(connection, SessionSettings, [], CancellationToken.None)
        );
        return builder.Build();
    }

    /// <summary>
    /// Settings with a measured effect on few cores: frequent statements are prepared, connections are not reset between uses, and the pool
    /// has no more connections than the cores can use (ADR 28). Keep-alives detect a lost connection. A setting of the operator takes
    /// precedence.
    /// </summary>
    public static string Tuned(string connectionString)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString) { ApplicationName = "flowgen" };
        SetDefault("Timeout", () => settings.Timeout = 5);
        SetDefault("Tcp Keepalive", () => settings.TcpKeepAlive = true);
        SetDefault("Tcp Keepalive Time", () => settings.TcpKeepAliveTime = 10);
        SetDefault("Tcp Keepalive Interval", () => settings.TcpKeepAliveInterval = 5);
        SetDefault("Maximum Pool Size", () => settings.MaxPoolSize = 10);
        SetDefault("No Reset On Close", () => settings.NoResetOnClose = true);
        SetDefault("Max Auto Prepare", () => settings.MaxAutoPrepare = 100);
        return settings.ConnectionString;

        void SetDefault(string keyword, Action set)
        {
            if (!settings.ShouldSerialize(keyword))
            {
                set();
            }
        }
    }
}
