using Flagsmith.Polling.Telemetry;
using Flagsmith.Polling.Wire;
using Microsoft.Extensions.Logging;

namespace Flagsmith.Polling.Identities;

/// <summary>Logs what goes wrong in fetches: each kind at most once a minute, as many fetches may meet it at once.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed partial class FetchWarnings(TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan BetweenWarnings = TimeSpan.FromMinutes(1);

    private readonly LogPace _ofFailures = new(time, BetweenWarnings);
    private readonly LogPace _ofSkippedFlags = new(time, BetweenWarnings);
    private readonly LogPace _ofBrokenValues = new(time, BetweenWarnings);
    private int _hasToldOfDroppedTraits;

    /// <summary>Logs what could not be read of a response.</summary>
    public void Note(IdentityResponse response)
    {
        if (response.Malformed > 0 && _ofSkippedFlags.IsDue())
        {
            Log.UserFlagsSkipped(logger, response.Malformed);
        }

        if (response.BrokenValues > 0 && _ofBrokenValues.IsDue())
        {
            Log.UserValuesBroken(logger, response.BrokenValues);
        }
    }

    /// <summary>Logs that a fetch failed.</summary>
    public void Note(FlagsmithApiException error)
    {
        if (error.Kind != FlagsmithErrorKind.CircuitOpen && _ofFailures.IsDue())
        {
            Log.FetchFailed(logger, error.Message);
        }
        else
        {
            Log.FetchFailedAgain(logger, error.Message);
        }
    }

    /// <summary>Logs, once, that the server ignores traits passed with a read.</summary>
    public void NoteDroppedTraits()
    {
        if (Interlocked.Exchange(ref _hasToldOfDroppedTraits, 1) == 0)
        {
            Log.TraitsDropped(logger);
        }
    }
}
