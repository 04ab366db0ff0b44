namespace Flagsmith.Polling.Sharing;

/// <summary>How long one look waits for the store: a host that has no flags yet waits for a quarter of a second in all.</summary>
internal sealed class StorePatience
{
    /// <summary>The limits of each operation apply, and no other.</summary>
    public static readonly StorePatience Usual = new(time: null);

    private static readonly TimeSpan LimitAtStart = TimeSpan.FromMilliseconds(250);

    private readonly TimeProvider? _time;
    private readonly long _began;

    private StorePatience(TimeProvider? time) => (_time, _began) = (time, time?.GetTimestamp() ?? 0);

    /// <summary>Begins to count for a host that has no flags yet.</summary>
    public static StorePatience AtStart(TimeProvider time) => new(time);

    /// <summary>Returns how long an operation may take.</summary>
    /// <param name="limit">Its limit.</param>
    /// <returns>The limit, or what is left; zero where nothing is.</returns>
    public TimeSpan Within(TimeSpan limit)
    {
        var left = _time is null ? limit : LimitAtStart - _time.GetElapsedTime(_began);
        return left <= TimeSpan.Zero ? TimeSpan.Zero : left < limit ? left : limit;
    }
}
