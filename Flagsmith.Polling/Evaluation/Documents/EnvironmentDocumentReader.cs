using System.Text.Json;
using Flagsmith.Polling.Wire;

namespace Flagsmith.Polling.Evaluation.Documents;

/// <summary>Reads one page of an environment document in one pass. Unknown members are passed over; those of another type count as missing.</summary>
/// <remarks>Of several members with one name the last counts. Segments and states without what they need are left out and counted.</remarks>
internal static class EnvironmentDocumentReader
{
    /// <exception cref="JsonException">The body is not JSON, or no object.</exception>
    public static DocumentPage Read(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(Utf8Json.Check(body));
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("not an object");
        }

        var page = ReadObject(ref reader);
        reader.Read(); // throws when something follows the document
        return page;
    }

    /// <summary>Reads the page at whose beginning the reader stands, and leaves it at the end.</summary>
    /// <exception cref="JsonException">It is not JSON.</exception>
    public static DocumentPage ReadObject(ref Utf8JsonReader reader)
    {
        var page = new DocumentPage();
        while (DocumentMembers.Next(ref reader, out var member))
        {
            ReadMember(ref reader, member, page);
        }

        return page;
    }

    private static void ReadMember(ref Utf8JsonReader reader, DocumentMember member, DocumentPage page)
    {
        switch (member)
        {
            case DocumentMember.ApiKey:
                page.ApiKey = ScalarReader.ReadText(ref reader);
                break;
            case DocumentMember.Name:
                page.Name = ScalarReader.ReadText(ref reader) ?? "";
                break;
            case DocumentMember.UpdatedAt:
                page.UpdatedAt = ScalarReader.ReadText(ref reader);
                break;
            case DocumentMember.HideDisabledFlags:
                page.HideDisabledFlags = ScalarReader.ReadBoolean(ref reader);
                break;
            case DocumentMember.Project:
                ReadProject(ref reader, page);
                break;
            case DocumentMember.FeatureStates:
                page.HasStates = reader.TokenType == JsonTokenType.StartArray;
                page.States.Clear();
                page.Skipped = page.Skipped with { Flags = FeatureStateReader.ReadAll(ref reader, page, page.States) };
                break;
            case DocumentMember.IdentityOverrides:
                page.Overrides.Clear();
                ReadOverrides(ref reader, page);
                break;
            default:
                Utf8Json.Pass(ref reader);
                break;
        }
    }

    private static void ReadProject(ref Utf8JsonReader reader, DocumentPage page)
    {
        if (!DocumentMembers.EnterObject(ref reader))
        {
            return;
        }

        while (DocumentMembers.Next(ref reader, out var member))
        {
            switch (member)
            {
                case DocumentMember.HideDisabledFlags:
                    page.ProjectHidesDisabledFlags = ScalarReader.ReadBoolean(ref reader);
                    break;
                case DocumentMember.ServerKeyOnlyFeatures:
                    ReadIds(ref reader, page.ServerKeyOnlyFeatures);
                    break;
                case DocumentMember.Segments:
                    page.Segments.Clear();
                    SegmentReader.ReadAll(ref reader, page);
                    break;
                default:
                    Utf8Json.Pass(ref reader);
                    break;
            }
        }
    }

    private static void ReadIds(ref Utf8JsonReader reader, HashSet<long> ids)
    {
        ids.Clear();
        if (!DocumentMembers.EnterArray(ref reader))
        {
            return;
        }

        while (DocumentMembers.NextElement(ref reader))
        {
            if (ScalarReader.ReadInteger(ref reader) is { } id)
            {
                ids.Add(id);
            }
        }
    }

    private static void ReadOverrides(ref Utf8JsonReader reader, DocumentPage page)
    {
        if (!DocumentMembers.EnterArray(ref reader))
        {
            return;
        }

        var states = new List<FeatureStateFields>(); // of one user at a time
        while (DocumentMembers.NextElement(ref reader))
        {
            states.Clear();
            if (ReadOverride(ref reader, page, states) is { } identifier)
            {
                foreach (var state in states)
                {
                    page.Overrides.Add((identifier, state.State));
                }
            }
            else
            {
                page.Skipped += new SkippedEntries(Flags: 0, Overrides: 1);
            }
        }
    }

    /// <returns>Whose overrides they are; null where that is missing.</returns>
    private static string? ReadOverride(ref Utf8JsonReader reader, DocumentPage page, List<FeatureStateFields> states)
    {
        if (!DocumentMembers.EnterObject(ref reader))
        {
            return null;
        }

        string? identifier = null;
        while (DocumentMembers.Next(ref reader, out var member))
        {
            switch (member)
            {
                case DocumentMember.Identifier:
                    identifier = ScalarReader.ReadText(ref reader);
                    break;
                case DocumentMember.IdentityFeatures:
                    states.Clear();
                    page.Skipped += new SkippedEntries(Flags: 0, Overrides: FeatureStateReader.ReadAll(ref reader, page, states));
                    break;
                default:
                    Utf8Json.Pass(ref reader);
                    break;
            }
        }

        return identifier;
    }
}
