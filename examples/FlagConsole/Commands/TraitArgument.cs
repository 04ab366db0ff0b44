using Flagsmith.Polling;

namespace FlagConsole.Commands;

/// <summary>A trait as it is typed: <c>KEY=VALUE</c>.</summary>
/// <param name="Key">The trait's key.</param>
/// <param name="Value">Its value, typed by <see cref="TraitText"/>.</param>
internal sealed record TraitArgument(string Key, TraitValue Value)
{
    /// <summary>Splits at the first <c>=</c>; returns <see langword="null"/> without one or without a key before it.</summary>
    public static TraitArgument? Parse(string text)
    {
        var separator = text.IndexOf('=', StringComparison.Ordinal);
        return separator < 1 ? null : new TraitArgument(text[..separator], TraitText.Parse(text[(separator + 1)..]));
    }

    /// <summary>Gives traits by key; of two with one key the last counts.</summary>
    public static Dictionary<string, TraitValue> ToTraits(IEnumerable<TraitArgument>? traits)
    {
        var byKey = new Dictionary<string, TraitValue>(StringComparer.Ordinal);
        foreach (var trait in traits ?? [])
        {
            byKey[trait.Key] = trait.Value;
        }

        return byKey;
    }
}
