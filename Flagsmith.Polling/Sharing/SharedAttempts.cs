namespace Flagsmith.Polling.Sharing;

/// <summary>The polls of the fleet that have failed since the last one that succeeded.</summary>
/// <param name="Failures">How many there are.</param>
/// <param name="NotBefore">When the next one is due, on the store's clock.</param>
/// <param name="Error">Why the last one failed.</param>
/// <param name="StatusCode">The status of its response; 0 where there was none.</param>
/// <param name="Origin">Which host's poll failed last: a hash of its name, of which a confirmation has no more than the beginning.</param>
/// <param name="IsShared">Whether <paramref name="NotBefore"/> applies to every host: the last two polls that failed were of two hosts, or the server asked to wait. One host alone may have lost its network.</param>
internal sealed record SharedAttempts(int Failures, DateTimeOffset NotBefore, FlagsmithErrorKind Error, int StatusCode, ulong Origin, bool IsShared)
{
    public static readonly SharedAttempts None = new(0, DateTimeOffset.UnixEpoch, default, 0, 0, IsShared: false);
}
