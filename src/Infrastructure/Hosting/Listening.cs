using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Flowgen.Infrastructure.Hosting;

/// <summary>The server can't listen on its addresses; the message is one line that says why and what to set.</summary>
public sealed class ListeningException(string message, Exception inner) : Exception(message, inner);

/// <summary>Explains why the server can't listen on its addresses.</summary>
public static class Listening
{
    private const string Settings =
        "Check --urls, ASPNETCORE_URLS, ASPNETCORE_HTTP_PORTS, ASPNETCORE_HTTPS_PORTS and Kestrel__Endpoints.";

    /// <summary>Makes the server throw <see cref="ListeningException"/> at the start. The program writes its message in one line.</summary>
    public static void ExplainListening(this WebApplicationBuilder builder)
    {
        var server = builder.Services.Last(service => service.ServiceType == typeof(IServer));
        builder.Services.Remove(server);
        builder.Services.AddSingleton<IServer>(services => new ExplainingServer(
            (IServer)ActivatorUtilities.CreateInstance(services, server.ImplementationType!)
        ));
        // The host would log the failure with its stack trace; the program explains it instead. Other failures have the level Critical.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical);
    }

    private sealed class ExplainingServer(IServer server) : IServer, IAsyncDisposable
    {
        public IFeatureCollection Features => server.Features;

        public async Task StartAsync<TContext>(
            IHttpApplication<TContext> application,
            CancellationToken cancellationToken
        )
            where TContext : notnull
        {
            // Copied, since the server clears the list when it starts.
            string[] addresses = [.. server.Features.Get<IServerAddressesFeature>()?.Addresses ?? []];
            try
            {
                Array.ForEach(addresses, RequirePort);
                await server.StartAsync(application, cancellationToken);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // The outer message would repeat the address: "Failed to bind to address http://…: address already in use."
                var reason = e.InnerException is AddressInUseException inUse ? inUse : e;
                throw new ListeningException(
                    $"Can't listen{(addresses.Length > 0 ? $" on {string.Join(", ", addresses)}" : "")}: {FirstLine(reason.Message)} {Settings}",
                    e
                );
            }
        }

        public Task StopAsync(CancellationToken cancellationToken) => server.StopAsync(cancellationToken);

        public void Dispose() => server.Dispose();

        public ValueTask DisposeAsync()
        {
            if (server is IAsyncDisposable disposable)
            {
                return disposable.DisposeAsync();
            }

            server.Dispose();
            return ValueTask.CompletedTask;
        }

        // The server would take "localhost:many" as a host name, and listen on port 80 of all addresses.
        private static void RequirePort(string address)
        {
            var host = BindingAddress.Parse(address) is { IsUnixPipe: false, IsNamedPipe: false } parsed
                ? parsed.Host
                : "";
            if (host.Contains(':') && host is not ['[', .., ']'])
            {
                throw new FormatException($"The port of {address} is not a number from 0 to 65535");
            }
        }

        private static string FirstLine(string message) => $"{message.Split('\r', '\n')[0].TrimEnd('.')}.";
    }
}
