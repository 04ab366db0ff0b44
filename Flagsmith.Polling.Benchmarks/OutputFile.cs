namespace Flagsmith.Polling.Benchmarks;

/// <summary>Writes what a mode has drawn.</summary>
internal static class OutputFile
{
    public static async Task WriteAsync(string file, string text)
    {
        if (Path.GetDirectoryName(file) is { Length: > 0 } directory)
        {
            Directory.CreateDirectory(directory);
        }

        await File.WriteAllTextAsync(file, text);
    }
}
