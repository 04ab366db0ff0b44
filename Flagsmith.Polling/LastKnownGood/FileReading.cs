namespace Flagsmith.Polling.LastKnownGood;

/// <summary>How a file is opened for reading.</summary>
/// <param name="Open">Gives the content from its beginning. May block for as long as the disk does.</param>
internal sealed record FileReading(Func<string, Stream> Open)
{
    public static readonly FileReading OfDisk = new(static path => new FileStream(path, new FileStreamOptions
    {
        Mode = FileMode.Open,
        Access = FileAccess.Read,
        Share = FileShare.ReadWrite | FileShare.Delete,
        Options = FileOptions.SequentialScan,
        BufferSize = 0,
    }));
}
