namespace Flagsmith.Polling.Sharing;

/// <summary>Nothing is due. Look again after the pause.</summary>
internal sealed record LaterLook(TimeSpan Pause) : SharedLook;
