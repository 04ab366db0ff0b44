using System.Text;
using FlagConsole.Output;

namespace FlagConsole.Connection;

/// <summary>Files that a command reads. What goes wrong with one is a sentence.</summary>
internal static class TextInput
{
    /// <summary>Opens a file for reading as UTF-8.</summary>
    /// <exception cref="CommandFailedException">The file cannot be read.</exception>
    public static TextReader Open(string path) => Read(path, static file => new StreamReader(file, Encoding.UTF8));

    /// <summary>Reads a file at once, without a byte order mark.</summary>
    /// <exception cref="CommandFailedException">The file cannot be read.</exception>
    public static ReadOnlyMemory<byte> ReadBytes(string path)
    {
        ReadOnlyMemory<byte> bytes = Read(path, File.ReadAllBytes);
        return bytes.Span.StartsWith(Encoding.UTF8.Preamble) ? bytes[Encoding.UTF8.Preamble.Length..] : bytes;
    }

    private static T Read<T>(string path, Func<string, T> read)
    {
        try
        {
            return read(path);
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new CommandFailedException($"There is no file \"{OneLine.Of(path)}\".");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailedException($"The file \"{OneLine.Of(path)}\" cannot be read.");
        }
    }
}
