using System.Text;
using System.Text.Json;
using Flagsmith.Polling.Snapshots;

namespace Flagsmith.Polling.Wire;

/// <summary>Reads a feature's name: most often it is the one expected next, else one that is known; only a new name becomes a new string.</summary>
internal static class NameReader
{
    private const int LongestOnStack = 256;

    /// <summary>Reads a name.</summary>
    /// <param name="reader">The reader, at the name.</param>
    /// <param name="known">The flags that are known.</param>
    /// <param name="index">The index among them where the name is expected; gives the name's own, or -1.</param>
    /// <returns>The name; null when it is not valid text.</returns>
    public static string? Read(ref Utf8JsonReader reader, FlagBase known, ref int index)
    {
        if (Find(ref reader, known, ref index))
        {
            return known[index].Feature.Name;
        }

        index = -1;
        return ScalarReader.ReadText(ref reader);
    }

    /// <summary>Finds a name among those that are known.</summary>
    public static bool Find(ref Utf8JsonReader reader, FlagBase known, ref int index)
    {
        if (reader.TokenType != JsonTokenType.String || known.Count == 0)
        {
            Utf8Json.Pass(ref reader);
            index = -1;
            return false;
        }

        if (!reader.ValueIsEscaped && known.FeatureAt(index) is { } expected && Ascii.Equals(reader.ValueSpan, expected.Name))
        {
            return true;
        }

        return LookUp(ref reader, known, out index);
    }

    private static bool LookUp(ref Utf8JsonReader reader, FlagBase known, out int index)
    {
        if (reader.ValueSpan.Length > LongestOnStack)
        {
            return known.Catalog.Names.TryGetIndex(ScalarReader.ReadText(ref reader), out index);
        }

        Span<char> characters = stackalloc char[LongestOnStack];
        if (JsonText.TryCopy(ref reader, characters, out var length))
        {
            return known.Catalog.Names.TryGetIndex(characters[..length], out index);
        }

        index = -1;
        return false;
    }
}
