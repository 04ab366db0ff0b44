using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Flagsmith.Polling;

namespace FlagConsole.Output;

/// <summary>Prints JSON with the member names of Flagsmith's API: for other programs.</summary>
internal sealed class JsonOutput(TextWriter output) : IFlagOutput
{
    private static readonly JsonSerializerOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly JsonSerializerOptions Indented = new(Compact) { WriteIndented = true };

    public void WriteAll(IReadOnlyList<FlagState> flags) =>
        output.WriteLine(new JsonArray([.. flags.Select(FlagJson.Of)]).ToJsonString(Indented));

    public void WriteOne(FlagState flag) => output.WriteLine(FlagJson.Of(flag).ToJsonString(Indented));

    public void WriteUser(string identifier, IIdentityFlagSnapshot user) => output.WriteLine(FlagJson.Of(identifier, user).ToJsonString(Indented));

    public void WriteExplanation(string? identifier, FlagExplanation explanation) =>
        output.WriteLine(FlagJson.Of(identifier, explanation).ToJsonString(Indented));

    public void WriteTrait(string key, TraitValue value) => output.WriteLine(FlagJson.Of(key, value).ToJsonString(Indented));

    public void WriteChange(FlagChange change) => output.WriteLine(FlagJson.Of(change).ToJsonString(Compact));
}
