namespace Flagsmith.Polling.LastKnownGood;

/// <summary>
/// A file and the generation before it. A new generation is written beside them and flushed to disk before it takes the file's name, so that
/// whenever the process dies one of the two is whole. Any number of processes may share them: the last one wins, readers see whole files.
/// </summary>
/// <param name="path">The path of the file.</param>
/// <param name="create">Opens a new file for writing.</param>
internal sealed class TwoGenerations(string path, Func<string, FileStream>? create = null)
{
    private const string TemporaryEnd = ".tmp";

    private static readonly TimeSpan OldestTemporary = TimeSpan.FromHours(1);

    private readonly Func<string, FileStream> _create = create ?? CreateForOwner;

    public string Path => path;

    public string PreviousPath => path + ".previous";

    /// <summary>Gets where a file is kept whose content is bad. There is one such at most.</summary>
    public string AsidePath => path + ".bad";

    /// <summary>Renames the current file, whose content is bad, so that it can be looked at and is not read again. Takes the place of one that was set aside before.</summary>
    /// <exception cref="IOException">Something is in the way.</exception>
    /// <exception cref="UnauthorizedAccessException">Writing there is not allowed.</exception>
    public void SetAside() => File.Move(path, AsidePath, overwrite: true);

    /// <summary>Writes a new generation.</summary>
    /// <param name="bytes">What to write.</param>
    /// <param name="keepsCurrent">Whether the current file becomes the previous one; a broken one must not take the place of a whole one.</param>
    /// <exception cref="IOException">The disk is full, or something is in the way.</exception>
    /// <exception cref="UnauthorizedAccessException">Writing there is not allowed.</exception>
    public void Write(ReadOnlySpan<byte> bytes, bool keepsCurrent)
    {
        if (System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path)) is { } folder)
        {
            Directory.CreateDirectory(folder);
        }

        var temporary = $"{path}.{Guid.NewGuid():N}{TemporaryEnd}";
        try
        {
            using (var stream = _create(temporary))
            {
                stream.Write(bytes);
                stream.Flush(flushToDisk: true);
            }

            if (keepsCurrent && File.Exists(path))
            {
                MoveToPrevious();
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            TryDelete(temporary);
            throw;
        }
    }

    /// <summary>Removes what processes that died while they wrote have left behind.</summary>
    public void Sweep(DateTimeOffset now)
    {
        var folder = System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path))!;
        if (!Directory.Exists(folder))
        {
            return;
        }

        foreach (var left in Directory.EnumerateFiles(folder, $"{System.IO.Path.GetFileName(path)}.*{TemporaryEnd}"))
        {
            if (now.UtcDateTime - File.GetLastWriteTimeUtc(left) > OldestTemporary)
            {
                TryDelete(left);
            }
        }
    }

    private static FileStream CreateForOwner(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new FileStream(path, options);
    }

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            // Swept away later.
        }
    }

    private void MoveToPrevious()
    {
        try
        {
            File.Move(path, PreviousPath, overwrite: true);
        }
        catch (FileNotFoundException)
        {
            // Another process has just moved it.
        }
    }
}
