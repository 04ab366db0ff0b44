using Flagsmith.Polling;

namespace FlagConsole.Connection;

/// <summary>Where a command reads flags: a server or a document.</summary>
internal interface IFlagReader
{
    /// <summary>Reads the environment's flags.</summary>
    Task<IFlagSnapshot> ReadEnvironmentAsync(CancellationToken cancellationToken);

    /// <summary>Reads one user's flags and traits.</summary>
    Task<IIdentityFlagSnapshot> ReadUserAsync(FlagIdentity identity, CancellationToken cancellationToken);
}
