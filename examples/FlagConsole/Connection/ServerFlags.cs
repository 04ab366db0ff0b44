using Flagsmith.Polling;

namespace FlagConsole.Connection;

/// <summary>Flags of a server.</summary>
internal sealed class ServerFlags(FlagsmithConnection connection, ConsoleLog log) : IFlagReader
{
    public Task<IFlagSnapshot> ReadEnvironmentAsync(CancellationToken cancellationToken) => FlagServices.FetchAsync(connection, log, cancellationToken);

    public Task<IIdentityFlagSnapshot> ReadUserAsync(FlagIdentity identity, CancellationToken cancellationToken) =>
        FlagServices.AskUserAsync(connection, log, async users => await users.GetFlagsAsync(identity, cancellationToken), cancellationToken);
}
