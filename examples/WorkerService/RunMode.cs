namespace WorkerService;

/// <param name="Once">Whether to end after the first change.</param>
internal sealed record RunMode(bool Once);
