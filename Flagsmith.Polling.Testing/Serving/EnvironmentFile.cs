using System.Text.Json;
using System.Text.Json.Nodes;

namespace Flagsmith.Polling.Testing.Serving;

/// <summary>
/// The environment as a JSON file: an object of feature names, each with <c>enabled</c> and <c>value</c>, and where wanted
/// <c>overrides</c> (by identifier) and <c>rules</c> (<c>trait</c>, <c>equals</c>). Read again when the file has changed; a half-saved file changes nothing.
/// </summary>
internal sealed class EnvironmentFile(string path)
{
    private (DateTime Written, long Length) _seen;

    /// <summary>Makes the environment what the file says, if the file has changed since the last call.</summary>
    public void LoadIfChanged(EnvironmentState environment)
    {
        var file = new FileInfo(path);
        if (!file.Exists || _seen == (file.LastWriteTimeUtc, file.Length))
        {
            return;
        }

        try
        {
            using var stream = file.OpenRead();
            var root = JsonNode.Parse(stream)!.AsObject();
            Apply(root, new EnvironmentState(TimeProvider.System)); // a rehearsal: what is not whole changes nothing
            environment.Clear();
            Apply(root, environment);
            _seen = (file.LastWriteTimeUtc, file.Length);
        }
        catch (Exception cause) when (cause is JsonException or InvalidOperationException or ArgumentException or NullReferenceException or IOException)
        {
            // Half-saved, or wrong: looked at again at the next request.
        }
    }

    private static void Apply(JsonObject root, EnvironmentState environment)
    {
        foreach (var (name, flag) in root)
        {
            environment.Set(name, IsEnabled(flag!), RespondJson.ToFlagValue(flag!["value"]));
            foreach (var (identifier, own) in flag["overrides"]?.AsObject() ?? [])
            {
                environment.SetOverride(identifier, name, IsEnabled(own!), RespondJson.ToFlagValue(own!["value"]), variant: null);
            }

            foreach (var rule in flag["rules"]?.AsArray() ?? [])
            {
                environment.AddRule(
                    rule!["trait"]!.GetValue<string>(), RespondJson.ToTraitValue(rule["equals"]!), name, IsEnabled(rule), RespondJson.ToFlagValue(rule["value"]));
            }
        }
    }

    private static bool IsEnabled(JsonNode flag) => flag["enabled"]!.GetValue<bool>();
}
