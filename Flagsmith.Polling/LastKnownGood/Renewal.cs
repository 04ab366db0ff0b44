namespace Flagsmith.Polling.LastKnownGood;

/// <summary>
/// Says how old the time in the file may get while polls confirm the flags unchanged: a tenth of the finest limit that a start holds it against, so
/// that a process that dies loses a tenth of it at most. At least 5 seconds, so that not each poll writes; at most an hour.
/// </summary>
internal static class Renewal
{
    private const int Share = 10;

    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    public static TimeSpan Of(FlagsmithPollingOptions options)
    {
        var limit = options.MaxStaleness is { } staleness && staleness < options.LastKnownGood.MaxAge ? staleness : options.LastKnownGood.MaxAge;
        var age = limit / Share;
        return age < Shortest ? Shortest : age > Longest ? Longest : age;
    }
}
