namespace Flagsmith.Polling.Benchmarks.Summary;

/// <summary>Rows of the summary that are measured together.</summary>
internal interface IRowGroup
{
    /// <summary>Gets the rows' names.</summary>
    IReadOnlyList<string> Ids { get; }

    /// <summary>Measures all of them.</summary>
    Task<IReadOnlyList<SummaryRow>> MeasureAsync();
}
