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

    /// <summary>Has the server throw <see cref="ListeningException"/> at the start, for the program to write as its one line.</summary>
    public static void ExplainListening(this WebApplicationBuilder builder)
    {
        var server = builder.Services.Last(service => service.ServiceType == typeof(IServer));
        builder.Services.Remove(server);
        builder.Services.AddSingleton<IServer>(services => new ExplainingServer(
            (IServer)ActivatorUtilities.CreateInstance(services, server.ImplementationType!)
        ));
        // The host logs the failure of a start with its stack, which the program explains. Critical has the other failures.
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
            // The server clears them as it begins.
            string[] addresses = [.. server.Features.Get<IServerAddressesFeature>()?.Addresses ?? []];
            try
            {
                Array.ForEach(addresses, RequirePort);
                await server.StartAsync(application, cancellationToken);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // "Failed to bind to address http://…: address already in use." says it twice.
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

        // The server would read "localhost:many" as a name, and listen on port 80 of every address.
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
