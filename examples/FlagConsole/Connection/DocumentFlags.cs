using Flagsmith.Polling;

namespace FlagConsole.Connection;

/// <summary>Flags of a document.</summary>
internal sealed class DocumentFlags(EnvironmentDocument document) : IFlagReader
{
    public Task<IFlagSnapshot> ReadEnvironmentAsync(CancellationToken cancellationToken) => Task.FromResult(document.Flags);

    public Task<IIdentityFlagSnapshot> ReadUserAsync(FlagIdentity identity, CancellationToken cancellationToken) =>
        Task.FromResult(document.GetFlags(identity.Identifier, identity.Traits));
}
