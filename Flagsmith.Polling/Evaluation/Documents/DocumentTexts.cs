using System.Text;
using System.Text.Json;
using Flagsmith.Polling.Wire;

namespace Flagsmith.Polling.Evaluation.Documents;

/// <summary>Reads texts that occur again and again in a document, such as the names of features and traits, and makes few of them twice.</summary>
/// <remarks>A table without chains: a text that falls where another one stood takes its place. Used by one thread.</remarks>
internal sealed class DocumentTexts
{
    private const int Size = 1024;
    private const int LongestText = 128; // bytes

    private readonly string?[] _texts = new string?[Size];

    /// <summary>Reads the string at the reader's position; null for anything else, and for a string that is not text.</summary>
    public string? Read(ref Utf8JsonReader reader)
    {
        var bytes = reader.ValueSpan;
        if (reader.TokenType != JsonTokenType.String || reader.ValueIsEscaped || bytes.Length is 0 or > LongestText)
        {
            return ScalarReader.ReadText(ref reader);
        }

        ref var known = ref _texts[HashOf(bytes) % Size];
        if (known is null || !Ascii.Equals(bytes, known))
        {
            known = ScalarReader.ReadText(ref reader);
        }

        return known;
    }

    private static uint HashOf(ReadOnlySpan<byte> bytes)
    {
        var hash = (uint)bytes.Length;
        foreach (var unit in bytes)
        {
            hash = (hash * 31) + unit;
        }

        return hash ^ (hash >> 10);
    }
}
