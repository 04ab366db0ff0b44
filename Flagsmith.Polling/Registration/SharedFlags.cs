using Flagsmith.Polling.Refresh;
using Flagsmith.Polling.Sharing;

namespace Flagsmith.Polling.Registration;

/// <summary>An environment's part in a fleet.</summary>
/// <param name="Poll">Polls, or reads what another host has polled.</param>
/// <param name="Notices">Hears from the other hosts.</param>
internal sealed record SharedFlags(IPoll Poll, SharedNotices Notices);
