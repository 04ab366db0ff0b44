namespace Flagsmith.Polling.Benchmarks.Stress.Server;

/// <summary>What goes wrong with a request.</summary>
internal enum RequestFault
{
    None,
    ServerError,
    Unavailable,
    Throttled,
    ConnectionLostBefore,
    ConnectionLostAfter,
    HangsBefore,
    HangsAfter,
    AppliedAfterTimeout,
    EmptyList,
    OtherUser,
    TornBody,
}
