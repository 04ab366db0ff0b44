using System.Text.Json;
using FlagConsole.Output;
using Flagsmith.Polling;

namespace FlagConsole.Connection;

/// <summary>An environment document on disk: what <c>GET environment-document/</c> returned, saved.</summary>
internal static class DocumentFile
{
    /// <summary>Reads a document.</summary>
    /// <exception cref="CommandFailedException">There is no such file, or it is no environment document.</exception>
    public static EnvironmentDocument Read(string path)
    {
        var json = TextInput.ReadBytes(path);
        try
        {
            return EnvironmentDocument.Parse(json.Span);
        }
        catch (JsonException)
        {
            throw new CommandFailedException($"The file \"{OneLine.Of(path)}\" is not an environment document.");
        }
    }
}
