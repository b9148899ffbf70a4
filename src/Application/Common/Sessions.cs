using System.Data;
using Marten.Services;

namespace Flowgen.Application.Common;

/// <summary>Sessions whose statements have a time limit.</summary>
public static class Sessions
{
    /// <summary>The time limit of a statement in seconds, so that a slow statement does not block a connection.</summary>
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
