using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;
using System.Text.Json;
using Flagsmith.Polling.Evaluation.Model;
using Flagsmith.Polling.Wire;

namespace Flagsmith.Polling.Evaluation.Documents;

/// <summary>Reads the variants of a feature state. One without an option or without a weight has no users.</summary>
internal static class VariantReader
{
    private const int UuidDigits = 32;

    /// <summary>Reads the array at the reader's position.</summary>
    public static ImmutableArray<VariantContext> ReadAll(ref Utf8JsonReader reader, DocumentPage page)
    {
        if (!DocumentMembers.EnterArray(ref reader))
        {
            return [];
        }

        var variants = new List<(VariantContext Variant, string? UnorderedUuid)>();
        while (DocumentMembers.NextElement(ref reader))
        {
            if (DocumentMembers.EnterObject(ref reader))
            {
                variants.Add(Read(ref reader, page));
            }
        }

        return Order(variants);
    }

    // What takes the place of a UUID but is none orders variants as text, as in the Python client.
    private static ImmutableArray<VariantContext> Order(List<(VariantContext Variant, string? UnorderedUuid)> variants)
    {
        string[] texts = [.. variants.Select(static read => read.UnorderedUuid).OfType<string>().Order(StringComparer.Ordinal)];
        return
        [
            .. variants.Select(read => read.UnorderedUuid is { } text
                ? read.Variant with { Priority = Priority.Of(new BigInteger(Array.IndexOf(texts, text))) }
                : read.Variant),
        ];
    }

    private static (VariantContext Variant, string? UnorderedUuid) Read(ref Utf8JsonReader reader, DocumentPage page)
    {
        var (value, key, weight) = (FlagValue.Null, (string?)null, default(DocumentNumber));
        var (id, uuid) = ((Priority?)null, (string?)null);
        while (DocumentMembers.Next(ref reader, out var member))
        {
            switch (member)
            {
                case DocumentMember.Id:
                    id = DocumentScalars.ReadPriority(ref reader);
                    break;
                case DocumentMember.VariantUuid:
                    uuid = ScalarReader.ReadText(ref reader);
                    break;
                case DocumentMember.Percentage:
                    weight = DocumentScalars.ReadNumber(ref reader) ?? default;
                    break;
                case DocumentMember.Option:
                    (value, key) = ReadOption(ref reader, page);
                    break;
                default:
                    Utf8Json.Pass(ref reader);
                    break;
            }
        }

        var priority = id ?? PriorityOf(uuid);
        var variant = new VariantContext { Value = value, Key = key, Weight = weight.Value, IsWeightInteger = weight.IsInteger, Priority = priority ?? Priority.Weakest };
        return (variant, priority is null ? uuid : null);
    }

    private static (FlagValue Value, string? Key) ReadOption(ref Utf8JsonReader reader, DocumentPage page)
    {
        var (value, key) = ((FlagValue?)FlagValue.Null, (string?)null);
        if (!DocumentMembers.EnterObject(ref reader))
        {
            return (FlagValue.Null, key);
        }

        while (DocumentMembers.Next(ref reader, out var member))
        {
            switch (member)
            {
                case DocumentMember.Value:
                    value = ScalarReader.ReadValue(ref reader);
                    break;
                case DocumentMember.Key:
                    key = ScalarReader.ReadText(ref reader);
                    break;
                default:
                    Utf8Json.Pass(ref reader);
                    break;
            }
        }

        page.BrokenValues += value is null ? 1 : 0;
        return (value ?? FlagValue.Null, key);
    }

    /// <summary>Returns a UUID as the number of 128 bits that its digits make, as the Python client orders variants without an id.</summary>
    private static Priority? PriorityOf(string? uuid)
    {
        var digits = uuid?.Replace("-", "", StringComparison.Ordinal);
        return digits is { Length: UuidDigits } && BigInteger.TryParse("0" + digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number)
            ? Priority.Of(number)
            : null;
    }
}
