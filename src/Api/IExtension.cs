using Flowgen.Application.Common;

namespace Flowgen.Api;

/// <summary>Additions of another program, such as the sandbox, to the API. Disposed when the API has stopped. Production has none.</summary>
public interface IExtension : IAsyncDisposable
{
    /// <summary>The features to switch on.</summary>
    HostFeatures Features { get; }

    /// <summary>The description of the Postgres server that the extension provides; null if the settings name the server.</summary>
    string? Postgres { get; }

    /// <summary>Adds or replaces services.</summary>
    void Add(WebApplicationBuilder builder);

    /// <summary>Maps endpoints.</summary>
    /// <param name="app">The application.</param>
    /// <param name="stored">The group of the endpoints that need the database.</param>
    void Map(WebApplication app, IEndpointRouteBuilder stored);
}
