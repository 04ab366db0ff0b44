using System.Runtime.InteropServices;
using System.Text.Json;

namespace Flagsmith.Polling.Wire;

/// <summary>Reads <c>metadata</c>, of which the experiment counts: id, name and <c>in_experiment</c>, each needed. Anything else is passed over.</summary>
internal static class ExperimentReader
{
    /// <summary>Reads the value at the reader's position, and leaves the reader at its end.</summary>
    /// <returns>The experiment; null where there is none, or one of its members is missing or of another type.</returns>
    public static FlagExperiment? Read(ref Utf8JsonReader reader)
    {
        FlagExperiment? experiment = null;
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            Utf8Json.Pass(ref reader);
            return null;
        }

        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            if (MemberNames.TryEnter(ref reader, "experiment"u8))
            {
                experiment = ReadExperiment(ref reader);
            }
            else
            {
                PassMember(ref reader);
            }
        }

        return experiment;
    }

    /// <summary>Reads the metadata of an environment document.</summary>
    public static FlagExperiment? Of(JsonElement? metadata)
    {
        if (metadata is not { } element)
        {
            return null;
        }

        var reader = new Utf8JsonReader(JsonMarshal.GetRawUtf8Value(element));
        reader.Read();
        return Read(ref reader);
    }

    private static FlagExperiment? ReadExperiment(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            Utf8Json.Pass(ref reader);
            return null;
        }

        var (id, name, isIn) = ((long?)null, (string?)null, (bool?)null);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            if (MemberNames.TryEnter(ref reader, "id"u8))
            {
                id = ScalarReader.ReadInteger(ref reader);
            }
            else if (MemberNames.TryEnter(ref reader, "name"u8))
            {
                name = ScalarReader.ReadText(ref reader);
            }
            else if (MemberNames.TryEnter(ref reader, "in_experiment"u8))
            {
                isIn = ScalarReader.ReadBoolean(ref reader);
            }
            else
            {
                PassMember(ref reader);
            }
        }

        return id is { } number && name is not null && isIn is { } participates ? new FlagExperiment(number, name, participates) : null;
    }

    private static void PassMember(ref Utf8JsonReader reader)
    {
        reader.Read();
        Utf8Json.Pass(ref reader);
    }
}
