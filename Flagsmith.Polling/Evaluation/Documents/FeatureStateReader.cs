using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Flagsmith.Polling.Evaluation.Model;
using Flagsmith.Polling.Wire;

namespace Flagsmith.Polling.Evaluation.Documents;

/// <summary>Reads feature states: a feature with a name and <c>enabled</c> are needed; anything else may be missing, null or of another type.</summary>
internal static class FeatureStateReader
{
    /// <summary>Reads the array at the reader's position.</summary>
    /// <returns>How many states cannot be read.</returns>
    public static int ReadAll(ref Utf8JsonReader reader, DocumentPage page, List<FeatureStateFields> states)
    {
        var skipped = 0;
        if (!DocumentMembers.EnterArray(ref reader))
        {
            return skipped;
        }

        while (DocumentMembers.NextElement(ref reader))
        {
            if (Read(ref reader, page) is { } state)
            {
                states.Add(state);
            }
            else
            {
                skipped++;
            }
        }

        return skipped;
    }

    private static FeatureStateFields? Read(ref Utf8JsonReader reader, DocumentPage page)
    {
        if (!DocumentMembers.EnterObject(ref reader))
        {
            return null;
        }

        var (feature, enabled, value) = ((FeatureInfo?)null, (bool?)null, (FlagValue?)FlagValue.Null);
        var (id, priority) = ((string?)null, Priority.Weakest);
        ReadOnlySpan<byte> uuid = []; // made a string where there is no id alone
        ImmutableArray<VariantContext> variants = [];
        JsonElement? metadata = null;
        while (DocumentMembers.Next(ref reader, out var member))
        {
            switch (member)
            {
                case DocumentMember.Feature:
                    feature = ReadFeature(ref reader, page);
                    break;
                case DocumentMember.Enabled:
                    enabled = ScalarReader.ReadBoolean(ref reader);
                    break;
                case DocumentMember.FeatureStateValue:
                    value = ScalarReader.ReadValue(ref reader);
                    break;
                case DocumentMember.DjangoId:
                    id = DocumentScalars.ReadId(ref reader);
                    break;
                case DocumentMember.FeatureStateUuid:
                    uuid = reader.TokenType == JsonTokenType.String && !reader.ValueIsEscaped ? reader.ValueSpan : Encoding.UTF8.GetBytes(ScalarReader.ReadText(ref reader) ?? "");
                    break;
                case DocumentMember.FeatureSegment:
                    priority = ReadPriority(ref reader);
                    break;
                case DocumentMember.Variants:
                    variants = VariantReader.ReadAll(ref reader, page);
                    break;
                case DocumentMember.Metadata:
                    metadata = DocumentScalars.ReadObject(ref reader);
                    break;
                default:
                    Utf8Json.Pass(ref reader);
                    break;
            }
        }

        if (feature is null || enabled is null)
        {
            return null;
        }

        page.BrokenValues += value is null ? 1 : 0;
        return new FeatureStateFields(
            new FeatureContext
            {
                Key = id ?? Encoding.UTF8.GetString(uuid),
                Name = feature.Name,
                Enabled = enabled.Value,
                Value = value ?? FlagValue.Null,
                Priority = priority,
                Variants = variants,
                Metadata = metadata,
            },
            feature);
    }

    private static FeatureInfo? ReadFeature(ref Utf8JsonReader reader, DocumentPage page)
    {
        if (!DocumentMembers.EnterObject(ref reader))
        {
            return null;
        }

        var (id, name, type) = (0L, (string?)null, (string?)null);
        while (DocumentMembers.Next(ref reader, out var member))
        {
            switch (member)
            {
                case DocumentMember.Id:
                    id = ScalarReader.ReadInteger(ref reader) ?? 0;
                    break;
                case DocumentMember.Name:
                    name = page.Texts.Read(ref reader);
                    break;
                case DocumentMember.Type:
                    type = ScalarReader.ReadType(ref reader, last: null);
                    break;
                default:
                    Utf8Json.Pass(ref reader);
                    break;
            }
        }

        return name is null ? null : page.FeatureOf(id, name, type ?? "STANDARD");
    }

    private static Priority ReadPriority(ref Utf8JsonReader reader)
    {
        var priority = Priority.Weakest;
        if (!DocumentMembers.EnterObject(ref reader))
        {
            return priority;
        }

        while (DocumentMembers.Next(ref reader, out var member))
        {
            if (member == DocumentMember.Priority)
            {
                priority = DocumentScalars.ReadPriority(ref reader) ?? Priority.Weakest;
            }
            else
            {
                Utf8Json.Pass(ref reader);
            }
        }

        return priority;
    }
}
