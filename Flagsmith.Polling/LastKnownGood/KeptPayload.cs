using System.Buffers;
using System.Text.Json;
using Flagsmith.Polling.Evaluation.Documents;
using Flagsmith.Polling.Evaluation.Patterns;
using Flagsmith.Polling.Local;
using Flagsmith.Polling.Wire;

namespace Flagsmith.Polling.LastKnownGood;

/// <summary>What the file holds: the flags as an array or, in local evaluation, the environment document as an array of its pages within an object.</summary>
/// <remarks>Each mode reads what the other one wrote. Of a document remote evaluation takes the environment's flags; of flags alone local evaluation can evaluate no user.</remarks>
internal static class KeptPayload
{
    private const int MaxDepth = 100; // a page may have 64 levels
    private const int BytesForEachOfTheBody = 4;
    private const int MostBytes = 1024 * 1024 * 1024;

    /// <summary>Returns how many bytes a payload may have. Written with every member named and much of the text escaped, flags take several times the bytes of the response they came from.</summary>
    public static int MaxBytes(FlagsmithPollingOptions options) => (int)Math.Min(MostBytes, (long)options.MaxBodyBytes * BytesForEachOfTheBody);

    /// <summary>Writes what is needed to serve the same flags again.</summary>
    public static ReadOnlyMemory<byte> Write(KeptFlags kept)
    {
        if (kept.Users is not { Pages: { Count: > 0 } pages })
        {
            return FlagListWriter.Write(kept.Flags);
        }

        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        json.WriteStartArray("pages"u8);
        foreach (var page in pages)
        {
            json.WriteRawValue(Utf8Json.WithoutMark(page.Span), skipInputValidation: true); // it has been read
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenMemory;
    }

    /// <summary>Reads what <see cref="Write"/> wrote, with the checks of a response.</summary>
    /// <param name="payload">The JSON.</param>
    /// <param name="confirmedAt">When a response last confirmed it.</param>
    /// <param name="options">The options that apply.</param>
    /// <param name="observer">Hears of patterns that took too long.</param>
    /// <exception cref="FlagLimitException">There are more flags than the options allow.</exception>
    /// <exception cref="JsonException">It is neither flags nor a document.</exception>
    public static KeptFlags Read(ReadOnlyMemory<byte> payload, DateTimeOffset confirmedAt, FlagsmithPollingOptions options, IPatternObserver? observer)
    {
        if (payload.Span.StartsWith("{"u8))
        {
            return ReadDocument(payload, confirmedAt, options, observer);
        }

        var list = FlagListReader.Read(payload.Span, options.MaxFlags);
        FlagListRule.RefuseNoFlagAtAll(list);
        return new KeptFlags(list.Flags, confirmedAt);
    }

    private static KeptFlags ReadDocument(ReadOnlyMemory<byte> payload, DateTimeOffset confirmedAt, FlagsmithPollingOptions options, IPatternObserver? observer)
    {
        var (bodies, pages) = ReadPages(payload);
        var model = EnvironmentAssembly.Assemble(pages);
        if (model.Features.Count > options.MaxFlags)
        {
            throw new FlagLimitException();
        }

        var environment = new LocalEnvironment(model, options.LocalEvaluation, observer) { Pages = bodies };
        return new KeptFlags(environment.Flags, confirmedAt, options.Mode == FlagsmithMode.LocalEvaluation ? environment : null);
    }

    /// <summary>Reads the pages where they stand: a document of several megabytes is neither copied nor read twice.</summary>
    private static (IReadOnlyList<ReadOnlyMemory<byte>> Bodies, IReadOnlyList<DocumentPage> Pages) ReadPages(ReadOnlyMemory<byte> payload)
    {
        var (bodies, pages) = (new List<ReadOnlyMemory<byte>>(), new List<DocumentPage>());
        var reader = new Utf8JsonReader(Utf8Json.Check(payload.Span), new JsonReaderOptions { MaxDepth = MaxDepth });
        reader.Read();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var arePages = MemberNames.TryEnter(ref reader, "pages"u8);
            while (arePages && reader.Read() && reader.TokenType == JsonTokenType.StartObject)
            {
                var start = (int)reader.TokenStartIndex;
                pages.Add(EnvironmentDocumentReader.ReadObject(ref reader));
                bodies.Add(payload[start..(int)reader.BytesConsumed]);
            }
        }

        return pages.Count > 0 ? (bodies, pages) : throw new JsonException("no pages");
    }
}
