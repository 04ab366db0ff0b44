namespace Flagsmith.Polling.Tests.Doubles;

/// <summary>In which way a clock is broken.</summary>
public enum ClockFault
{
    None,
    Throws,
    FarAhead,
    FarBehind,
}
