using System.Data;
using Marten.Services;

namespace Flowgen.Application.Common;

/// <summary>Sessions whose statements have a time limit.</summary>
public static class Sessions
{
    /// <summary>The time limit of a statement in seconds: it must not keep a connection from the others for longer.</summary>
    public const int MaxSeconds = 10;

    /// <summary>The options of a session of one tenant.</summary>
    public static SessionOptions Of(string tenant, IsolationLevel isolation = IsolationLevel.ReadCommitted) =>
        new()
        {
            TenantId = tenant,
            Timeout = MaxSeconds,
            IsolationLevel = isolation,
        };
}
