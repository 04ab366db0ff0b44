namespace Flagsmith.Polling.Sharing;

/// <summary>What a use of the store brought.</summary>
/// <param name="IsReached">Whether the store did what it was asked, in time.</param>
/// <param name="Value">What it returned.</param>
internal readonly record struct StoreReply<T>(bool IsReached, T? Value);
