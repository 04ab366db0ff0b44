namespace Flagsmith.Polling.Tests.Doubles;

/// <summary>In which way a clock breaks its contract.</summary>
public enum ClockFault
{
    Throws,
    TimestampThrows,
    UtcNowThrows,
    TimersThrow,
    TimersAreNull,
    ChangeThrows,
    FrequencyThrows,
    FrequencyIsZero,
    UtcNowIsLast,
    UtcNowIsFirst,
    TimestampJumps,
    TimestampRunsBackwards,
}
