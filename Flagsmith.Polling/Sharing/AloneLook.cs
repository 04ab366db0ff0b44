namespace Flagsmith.Polling.Sharing;

/// <summary>This host polls for itself: the store is unavailable, or the host that has the turn takes too long.</summary>
internal sealed record AloneLook : SharedLook;
