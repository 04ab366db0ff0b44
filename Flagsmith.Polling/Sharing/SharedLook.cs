namespace Flagsmith.Polling.Sharing;

/// <summary>What a look at the shared store says to do next.</summary>
internal abstract record SharedLook;
