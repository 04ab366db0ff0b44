using System.Text.Json;

namespace Flagsmith.Polling.AspNetCore.Inspector;

/// <summary>What the form asks for: one flag, as it is for a user. Neither stored nor logged.</summary>
/// <param name="Environment">The environment's name.</param>
/// <param name="Flag">The feature's name.</param>
/// <param name="Identity">The user; null for the environment's own flag.</param>
internal sealed record ExplainRequest(string Environment, string Flag, FlagIdentity? Identity)
{
    /// <summary>Reads the body of a request; null where it is not one.</summary>
    public static ExplainRequest? Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return Read(document.RootElement);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or ArgumentException or KeyNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Shows nothing of the user.</summary>
    public override string ToString() => nameof(ExplainRequest);

    private static ExplainRequest Read(JsonElement body)
    {
        var identifier = body.GetProperty("identifier").GetString();
        var identity = string.IsNullOrEmpty(identifier) ? null : new FlagIdentity(identifier) { Traits = TraitsOf(body) };
        return new ExplainRequest(TextOf(body, "environment"), TextOf(body, "flag"), identity);
    }

    private static string TextOf(JsonElement body, string name) => body.GetProperty(name).GetString() ?? throw new JsonException($"There is no {name}.");

    private static Dictionary<string, TraitValue> TraitsOf(JsonElement body)
    {
        var traits = new Dictionary<string, TraitValue>(StringComparer.Ordinal);
        foreach (var trait in body.GetProperty("traits").EnumerateObject())
        {
            traits[trait.Name] = ValueOf(trait.Value);
        }

        return traits;
    }

    private static TraitValue ValueOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Number when value.TryGetInt64(out var number) => number,
        JsonValueKind.Number => value.GetDouble(),
        _ => throw new JsonException("A trait is a string, a number or a boolean."),
    };
}
