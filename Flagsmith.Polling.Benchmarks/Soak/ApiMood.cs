namespace Flagsmith.Polling.Benchmarks.Soak;

/// <summary>How an API behaves for a while.</summary>
internal enum ApiMood
{
    Good,
    Errors,
    Slow,
    HtmlPages,
    Hangs,
    TornBodies,
}
