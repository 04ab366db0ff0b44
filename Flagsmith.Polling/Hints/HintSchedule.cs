namespace Flagsmith.Polling.Hints;

/// <summary>When a hint takes effect. Servers behind one address learn of a change at different times: an Edge Proxy within 10 seconds, Core's cache within 60.</summary>
internal static class HintSchedule
{
    /// <summary>How long after an effect the next one comes at the soonest: any number of hints within it have one effect.</summary>
    public static readonly TimeSpan Spacing = TimeSpan.FromSeconds(1);

    /// <summary>When a hint takes effect, counted from the last hint.</summary>
    public static readonly TimeSpan[] NowAndLater = [TimeSpan.Zero, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(12), TimeSpan.FromSeconds(65)];

    /// <summary>The same where the first effect has come already.</summary>
    public static readonly TimeSpan[] Later = NowAndLater[1..];
}
