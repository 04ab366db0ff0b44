using System.Collections.Immutable;
using System.Text.Json;
using Flagsmith.Polling.Evaluation.Model;
using Flagsmith.Polling.Wire;

namespace Flagsmith.Polling.Evaluation.Documents;

/// <summary>Reads segments: an id and a name are needed.</summary>
internal static class SegmentReader
{
    /// <summary>Reads the array at the reader's position. Segments that cannot be read are counted.</summary>
    public static void ReadAll(ref Utf8JsonReader reader, DocumentPage page)
    {
        if (!DocumentMembers.EnterArray(ref reader))
        {
            return;
        }

        while (DocumentMembers.NextElement(ref reader))
        {
            if (Read(ref reader, page) is { } segment)
            {
                page.Segments.Add(segment);
            }
            else
            {
                page.Skipped += new SkippedEntries(Flags: 0, Segments: 1);
            }
        }
    }

    private static SegmentContext? Read(ref Utf8JsonReader reader, DocumentPage page)
    {
        if (!DocumentMembers.EnterObject(ref reader))
        {
            return null;
        }

        var (id, name) = ((string?)null, (string?)null);
        var states = new List<FeatureStateFields>();
        ImmutableArray<SegmentRule> rules = [];
        JsonElement? metadata = null;
        while (DocumentMembers.Next(ref reader, out var member))
        {
            switch (member)
            {
                case DocumentMember.Id:
                    id = DocumentScalars.ReadText(ref reader);
                    break;
                case DocumentMember.Name:
                    name = ScalarReader.ReadText(ref reader);
                    break;
                case DocumentMember.Rules:
                    rules = ReadRules(ref reader, page);
                    break;
                case DocumentMember.FeatureStates:
                    states.Clear();
                    page.Skipped += new SkippedEntries(Flags: 0, Overrides: FeatureStateReader.ReadAll(ref reader, page, states));
                    break;
                case DocumentMember.Metadata:
                    metadata = DocumentScalars.ReadObject(ref reader);
                    break;
                default:
                    Utf8Json.Pass(ref reader);
                    break;
            }
        }

        return id is null || name is null
            ? null
            : new SegmentContext { Key = id, Name = name, Rules = rules, Overrides = [.. states.Select(static fields => fields.State)], Metadata = metadata };
    }

    // As deep as the document nests, which the JSON reader bounds.
    private static ImmutableArray<SegmentRule> ReadRules(ref Utf8JsonReader reader, DocumentPage page)
    {
        if (!DocumentMembers.EnterArray(ref reader))
        {
            return [];
        }

        var rules = ImmutableArray.CreateBuilder<SegmentRule>();
        while (DocumentMembers.NextElement(ref reader))
        {
            if (DocumentMembers.EnterObject(ref reader))
            {
                rules.Add(ReadRule(ref reader, page));
            }
        }

        return rules.DrainToImmutable();
    }

    private static SegmentRule ReadRule(ref Utf8JsonReader reader, DocumentPage page)
    {
        string? type = null;
        ImmutableArray<SegmentCondition> conditions = [];
        ImmutableArray<SegmentRule> rules = [];
        while (DocumentMembers.Next(ref reader, out var member))
        {
            switch (member)
            {
                case DocumentMember.Type:
                    type = page.Texts.Read(ref reader);
                    break;
                case DocumentMember.Conditions:
                    conditions = ConditionReader.ReadAll(ref reader, page);
                    break;
                case DocumentMember.Rules:
                    rules = ReadRules(ref reader, page);
                    break;
                default:
                    Utf8Json.Pass(ref reader);
                    break;
            }
        }

        return new SegmentRule { Type = RuleTypes.Parse(type), Conditions = conditions, Rules = rules };
    }
}
