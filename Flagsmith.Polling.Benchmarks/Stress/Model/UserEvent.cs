namespace Flagsmith.Polling.Benchmarks.Stress.Model;

/// <summary>Something that happened to a user.</summary>
/// <param name="Tick">Its number.</param>
/// <param name="At">The milliseconds since the start.</param>
/// <param name="What">What happened.</param>
/// <param name="About">The number of the request or call that it belongs to.</param>
internal readonly record struct UserEvent(long Tick, long At, string What, long About)
{
    public override string ToString() => $"{Tick,10}  {At / 1000.0,8:F3} s  {What}{(About > 0 ? $" #{About}" : "")}";
}
