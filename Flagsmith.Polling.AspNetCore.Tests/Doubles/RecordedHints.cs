using System.Collections.Concurrent;

namespace Flagsmith.Polling.AspNetCore.Tests.Doubles;

/// <summary>Notes the hints that arrive.</summary>
internal sealed class RecordedHints : IFlagChangeHints
{
    private readonly ConcurrentQueue<string> _hints = new();

    public IReadOnlyList<string> All => [.. _hints];

    public void EnvironmentChanged() => _hints.Enqueue("environment");

    public void UsersChanged() => _hints.Enqueue("users");

    public void UserChanged(string identifier) => _hints.Enqueue($"user {identifier}");
}
