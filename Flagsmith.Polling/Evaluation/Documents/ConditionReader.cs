using System.Collections.Immutable;
using System.Text.Json;
using Flagsmith.Polling.Evaluation.Model;
using Flagsmith.Polling.Wire;

namespace Flagsmith.Polling.Evaluation.Documents;

/// <summary>Reads conditions. One without an operator never matches.</summary>
internal static class ConditionReader
{
    /// <summary>Reads the array at the reader's position.</summary>
    public static ImmutableArray<SegmentCondition> ReadAll(ref Utf8JsonReader reader, DocumentPage page)
    {
        if (!DocumentMembers.EnterArray(ref reader))
        {
            return [];
        }

        var conditions = ImmutableArray.CreateBuilder<SegmentCondition>();
        while (DocumentMembers.NextElement(ref reader))
        {
            if (DocumentMembers.EnterObject(ref reader))
            {
                conditions.Add(Read(ref reader, page));
            }
        }

        return conditions.DrainToImmutable();
    }

    private static SegmentCondition Read(ref Utf8JsonReader reader, DocumentPage page)
    {
        var (name, property, value) = ((string?)null, (string?)null, ConditionValue.Null);
        while (DocumentMembers.Next(ref reader, out var member))
        {
            switch (member)
            {
                case DocumentMember.Operator:
                    name = page.Texts.Read(ref reader);
                    break;
                case DocumentMember.Property:
                    property = page.Texts.Read(ref reader);
                    break;
                case DocumentMember.Value:
                    value = ReadValue(ref reader);
                    break;
                default:
                    Utf8Json.Pass(ref reader);
                    break;
            }
        }

        return new SegmentCondition { Operator = ConditionOperators.Parse(name), Property = property, Value = value };
    }

    private static ConditionValue ReadValue(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            return ConditionValue.OfText(reader.TokenType == JsonTokenType.Null ? null : DocumentScalars.ReadText(ref reader));
        }

        var elements = new List<string>();
        while (DocumentMembers.NextElement(ref reader))
        {
            elements.Add(DocumentScalars.ReadText(ref reader) ?? "None");
        }

        return ConditionValue.OfList(elements);
    }
}
