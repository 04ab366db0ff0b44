namespace Flagsmith.Polling.Sharing;

/// <summary>This host polls for all.</summary>
/// <param name="Turn">The turn.</param>
/// <param name="Stored">What is confirmed.</param>
/// <param name="IsBodyBroken">Whether this host cannot use the stored body, and writes it anew. Others may be able to.</param>
internal sealed record TurnLook(SharedTurn Turn, SharedConfirmation Stored, bool IsBodyBroken) : SharedLook;
