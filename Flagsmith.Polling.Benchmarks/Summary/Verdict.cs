namespace Flagsmith.Polling.Benchmarks.Summary;

/// <summary>What a row's figure says.</summary>
internal enum Verdict
{
    /// <summary>The target is met.</summary>
    Ok,

    /// <summary>The target is missed.</summary>
    Short,

    /// <summary>The machine was too busy to tell.</summary>
    Noisy,
}
