using Flagsmith.Polling.Telemetry;
using Microsoft.Extensions.Logging;

namespace Flagsmith.Polling.Registration;

/// <summary>
/// Passes on the application's clock, and lets none of its exceptions or impossible values through: where it throws, the system's clock
/// stands in. Timestamps never run backwards, and neither they nor the time of day come near a value with which arithmetic overflows.
/// </summary>
internal sealed partial class HarmlessTimeProvider : TimeProvider
{
    private static readonly TimeSpan LongestStep = TimeSpan.FromDays(10 * 365); // a longer step is a changed clock
    private static readonly TimeSpan LongestRun = TimeSpan.FromDays(1000 * 365);
    private static readonly DateTimeOffset Earliest = DateTimeOffset.MinValue + LongestRun;
    private static readonly DateTimeOffset Latest = DateTimeOffset.MaxValue - LongestRun;

    private readonly TimeProvider _inner;
    private readonly ILogger _logger;
    private readonly LogPace _pace = new(System, TimeSpan.FromMinutes(1));
    private readonly Lock _gate = new();
    private long? _lastOfInner;
    private long _lastOfSystem = System.GetTimestamp();
    private long _now;
    private int _steps;

    private HarmlessTimeProvider(TimeProvider inner, ILogger logger)
    {
        _inner = inner;
        _logger = logger;
        TimestampFrequency = ReadFrequency();
        _lastOfInner = ReadTimestamp();
    }

    public override long TimestampFrequency { get; }

    /// <summary>Returns a clock that throws nothing. The system's own is given back as it is.</summary>
    public static TimeProvider Of(TimeProvider inner, ILogger logger) => ReferenceEquals(inner, System) ? inner : new HarmlessTimeProvider(inner, logger);

    public override DateTimeOffset GetUtcNow()
    {
        try
        {
            var now = _inner.GetUtcNow();
            return now < Earliest ? Earliest : now > Latest ? Latest : now;
        }
        catch (Exception cause)
        {
            Report(cause);
            return System.GetUtcNow();
        }
    }

    public override long GetTimestamp()
    {
        var stepsBefore = Volatile.Read(ref _steps);
        var (ofInner, ofSystem) = (ReadTimestamp(), System.GetTimestamp()); // the application's code runs outside the lock
        lock (_gate)
        {
            // Threads read the clock in one order and come here in another: an older reading is not a clock that was set back.
            _now = Math.Min(_now + StepTo(ofInner, ofSystem, isOvertaken: stepsBefore != _steps), Units(LongestRun));
            _steps++;
            return _now;
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        try
        {
            var timer = _inner.CreateTimer(callback, state, dueTime, period) ?? throw new InvalidOperationException("CreateTimer returned null.");
            return new HarmlessTimer(timer, this, callback, state);
        }
        catch (Exception cause)
        {
            Report(cause);
            return System.CreateTimer(callback, state, dueTime, period);
        }
    }

    internal void Report(Exception cause)
    {
        if (_pace.IsDue())
        {
            ClockLog.ClockFailed(_logger, cause);
        }
    }

    private long StepTo(long? ofInner, long ofSystem, bool isOvertaken)
    {
        var passed = Units(System.GetElapsedTime(_lastOfSystem, ofSystem));
        _lastOfSystem = Math.Max(_lastOfSystem, ofSystem);
        if (ofInner is not { } read || _lastOfInner is not { } last)
        {
            _lastOfInner = ofInner;
            return Math.Max(0, passed);
        }

        var step = (Int128)read - last;
        if (step >= 0 || !isOvertaken)
        {
            _lastOfInner = read;
        }

        return step >= 0 && step <= Units(LongestStep) ? (long)step : 0;
    }

    private long Units(TimeSpan time) => (long)Math.Min(time.TotalSeconds * TimestampFrequency, long.MaxValue / 4);

    private long? ReadTimestamp()
    {
        try
        {
            return _inner.GetTimestamp();
        }
        catch (Exception cause)
        {
            Report(cause);
            return null;
        }
    }

    private long ReadFrequency()
    {
        try
        {
            return _inner.TimestampFrequency is > 0 and var frequency ? frequency : TimeSpan.TicksPerSecond;
        }
        catch (Exception cause)
        {
            Report(cause);
            return TimeSpan.TicksPerSecond;
        }
    }

    private static partial class ClockLog
    {
        [LoggerMessage(71, LogLevel.Error, "The application's TimeProvider threw an exception; using the system clock instead. Logged at most once a minute.", EventName = "ClockFailed")]
        public static partial void ClockFailed(ILogger logger, Exception cause);
    }
}
