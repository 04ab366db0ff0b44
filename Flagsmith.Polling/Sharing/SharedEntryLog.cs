using Flagsmith.Polling.Telemetry;
using Microsoft.Extensions.Logging;

namespace Flagsmith.Polling.Sharing;

/// <summary>Logs entries of the store that are not used: each kind of entry once a minute at most.</summary>
internal sealed partial class SharedEntryLog(TimeProvider time, ILogger logger)
{
    private readonly LogPace _bodies = new(time, TimeSpan.FromMinutes(1));
    private readonly LogPace _confirmations = new(time, TimeSpan.FromMinutes(1));
    private readonly LogPace _older = new(time, TimeSpan.FromMinutes(1));
    private readonly LogPace _notices = new(time, TimeSpan.FromMinutes(1));

    public void ConfirmationRefused() => Refuse(_confirmations, "confirmation", "its authentication code is wrong, or it is cut off");

    public void BodyRefused(string flaw) => Refuse(_bodies, "body", flaw);

    public void OlderRefused() => Refuse(_older, "confirmation", "it is older than the flags that are held");

    public void NoticeRefused() => Refuse(_notices, "notice", "it cannot be decrypted");

    private void Refuse(LogPace pace, string entry, string flaw)
    {
        if (pace.IsDue())
        {
            EntryLog.Refused(logger, entry, flaw);
        }
    }

    private static partial class EntryLog
    {
        [LoggerMessage(92, LogLevel.Warning, "A {Entry} of the shared store is not used: {Flaw}. The flags stay as they are; the next poll of a host replaces it. Logged at most once a minute.", EventName = "SharedEntryRefused")]
        public static partial void Refused(ILogger logger, string entry, string flaw);
    }
}
