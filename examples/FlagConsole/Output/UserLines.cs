using System.Text.Json;
using System.Text.Json.Nodes;
using Flagsmith.Polling;

namespace FlagConsole.Output;

/// <summary>Prints a line of JSON for each user, in ASCII: it passes through any pipe.</summary>
internal sealed class UserLines(TextWriter output)
{
    private static readonly JsonSerializerOptions Ascii = new();

    public void Write(string identifier, IIdentityFlagSnapshot user, IEnumerable<string> segments) =>
        output.WriteLine(FlagJson.Of(identifier, user, segments).ToJsonString(Ascii));

    /// <summary>Writes what is wrong with a line, in the place of its user.</summary>
    public void WriteError(string sentence) => output.WriteLine(new JsonObject { ["error"] = sentence }.ToJsonString(Ascii));
}
