using System.Text.Json;

namespace Flagsmith.Polling.Wire;

/// <summary>A JSON reader that can be moved ahead, past bytes that are known.</summary>
/// <remarks>The reader itself cannot jump: it is created again for the rest of the body, in the state that it would be in there.</remarks>
internal ref struct BodyCursor
{
    /// <summary>The reader. A field, as the methods that read single values take it by reference.</summary>
    public Utf8JsonReader Reader;

    private readonly ReadOnlySpan<byte> _body;

    /// <summary>Begins at the start of a body.</summary>
    public BodyCursor(ReadOnlySpan<byte> body)
    {
        _body = body;
        Reader = new Utf8JsonReader(body);
    }

    /// <summary>Continues with a reader positioned at the bracket with which <paramref name="array"/> begins.</summary>
    public BodyCursor(ReadOnlySpan<byte> array, JsonReaderState state)
    {
        _body = array;
        JumpTo(1, state);
    }

    /// <summary>Gets where in the body the reader began.</summary>
    public int Begin { get; private set; }

    /// <summary>Gets where in the body the last token ends.</summary>
    public readonly int Position => Begin + (int)Reader.BytesConsumed;

    /// <summary>Returns how many bytes from the position on are the same as those of another body.</summary>
    public readonly int CommonLength(ReadOnlySpan<byte> other) => _body[Position..].CommonPrefixLength(other);

    public readonly ReadOnlySpan<byte> UpToPosition() => _body[..Position];

    public void JumpTo(int position, JsonReaderState state)
    {
        Reader = new Utf8JsonReader(_body[position..], isFinalBlock: true, state);
        Begin = position;
    }
}
