namespace Flagsmith.Polling.Sharing;

/// <summary>What one host says to the others at once. Never data: a host that misses it learns the same later.</summary>
/// <param name="Kind">What has happened.</param>
/// <param name="Sender">The random number of the process that says it.</param>
/// <param name="Identifier">The user, where one user has changed; otherwise empty.</param>
internal readonly record struct SharedNotice(SharedNoticeKind Kind, ulong Sender, string Identifier = "");
