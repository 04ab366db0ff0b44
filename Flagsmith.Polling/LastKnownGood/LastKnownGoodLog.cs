using Microsoft.Extensions.Logging;

namespace Flagsmith.Polling.LastKnownGood;

/// <summary>What is logged about the last-known-good file.</summary>
internal static partial class LastKnownGoodLog
{
    /// <summary>The fate of a file that is ignored and not set aside.</summary>
    public const string StaysUntil = "The file stays as it is until there are good flags.";

    [LoggerMessage(60, LogLevel.Information, "Starting with {Count} flags from the last-known-good file, {Age} old.", EventName = "LastKnownGoodLoaded")]
    public static partial void Loaded(ILogger logger, int count, TimeSpan age);

    [LoggerMessage(61, LogLevel.Warning, "The last-known-good file {Path} is ignored: {Why}. {Fate}", EventName = "LastKnownGoodIgnored")]
    public static partial void Ignored(ILogger logger, string path, string why, string fate);

    [LoggerMessage(62, LogLevel.Warning, "Saving the last-known-good file {Path} failed: {Kind}. {Message} Retrying at each poll.", EventName = "LastKnownGoodNotSaved")]
    public static partial void NotSaved(ILogger logger, string path, string kind, string message);

    [LoggerMessage(63, LogLevel.Warning, "Reading the last-known-good file {Path} takes longer than {Limit}; the start does not wait for it. Its flags are used if they arrive before Flagsmith's.", EventName = "LastKnownGoodSlow")]
    public static partial void Slow(ILogger logger, string path, TimeSpan limit);
}
