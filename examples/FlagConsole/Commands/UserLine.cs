using System.Globalization;
using System.Text.Json;
using Flagsmith.Polling;

namespace FlagConsole.Commands;

/// <summary>A user as a line of JSON: <c>{"identifier":"ada","traits":{"plan":"gold"}}</c>.</summary>
/// <param name="Identifier">The identifier.</param>
/// <param name="Traits">The traits; one that is <c>null</c> in the line is not set.</param>
internal sealed record UserLine(string Identifier, IReadOnlyDictionary<string, TraitValue> Traits)
{
    /// <summary>Reads a line.</summary>
    /// <exception cref="FormatException">The line is not such JSON. The message quotes nothing of it.</exception>
    public static UserLine Parse(string line)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            return Read(json.RootElement);
        }
        catch (JsonException)
        {
            throw new FormatException("The line is not JSON.");
        }
        catch (InvalidOperationException) // a text with half of a surrogate pair
        {
            throw new FormatException("The line has text that is not valid Unicode.");
        }
    }

    // Says nothing about the user.
    public override string ToString() => nameof(UserLine);

    private static UserLine Read(JsonElement user)
    {
        if (user.ValueKind != JsonValueKind.Object || !user.TryGetProperty("identifier", out var identifier) || identifier.ValueKind != JsonValueKind.String)
        {
            throw new FormatException("The line must be an object with an \"identifier\" that is text.");
        }

        user.TryGetProperty("traits", out var traits);
        return new UserLine(identifier.GetString()!, ReadTraits(traits));
    }

    private static Dictionary<string, TraitValue> ReadTraits(JsonElement traits) => traits.ValueKind switch
    {
        JsonValueKind.Undefined or JsonValueKind.Null => [],
        JsonValueKind.Object => ReadTraits(traits.EnumerateObject()),
        _ => throw new FormatException("The \"traits\" must be an object."),
    };

    private static Dictionary<string, TraitValue> ReadTraits(IEnumerable<JsonProperty> traits)
    {
        var byKey = new Dictionary<string, TraitValue>(StringComparer.Ordinal);
        foreach (var trait in traits)
        {
            byKey.Remove(trait.Name); // of two with one key the last counts, a null too
            if (ReadTrait(trait.Value) is { } value)
            {
                byKey[trait.Name] = value;
            }
        }

        return byKey;
    }

    private static TraitValue? ReadTrait(JsonElement trait) => trait.ValueKind switch
    {
        JsonValueKind.Null => default(TraitValue?),
        JsonValueKind.True => (TraitValue)true,
        JsonValueKind.False => (TraitValue)false,
        JsonValueKind.String => (TraitValue)trait.GetString()!,
        JsonValueKind.Number => ReadNumber(trait.GetRawText()),
        _ => throw new FormatException("A trait must be text, a number, true, false or null."),
    };

    // An integer beyond 64 bits stays the text of its digits, which rules read as the same integer.
    private static TraitValue ReadNumber(string number) =>
        number.AsSpan().ContainsAny('.', 'e', 'E') ? double.Parse(number, CultureInfo.InvariantCulture)
        : long.TryParse(number, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var integer) ? integer
        : number;
}
