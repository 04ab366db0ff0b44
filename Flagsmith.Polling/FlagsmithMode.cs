namespace Flagsmith.Polling;

/// <summary>Specifies where users' flags are evaluated.</summary>
public enum FlagsmithMode
{
    /// <summary>At Flagsmith: the poll fetches the environment's flags, and each user's flags are fetched on demand and cached.</summary>
    Remote,

    /// <summary>In this process: the poll fetches the environment document, and any user's flags are evaluated in memory without a request. Needs a server-side key (<c>ser.…</c>).</summary>
    LocalEvaluation,
}
