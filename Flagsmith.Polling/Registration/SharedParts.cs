using Flagsmith.Polling.Evaluation.Patterns;
using Flagsmith.Polling.Refresh;
using Flagsmith.Polling.Sources;

namespace Flagsmith.Polling.Registration;

/// <summary>The parts of an environment that a fleet's shared store works with.</summary>
internal sealed record SharedParts(
    FlagPoll Poll, IFlagSource Source, FlagPublisher Publisher, PollJournal Journal, RecentPolls Recent, StatusTracker Status, StalenessWatch Staleness, IPatternObserver Observer);
