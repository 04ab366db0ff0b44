namespace Flagsmith.Polling;

/// <summary>Specifies the kind of a <see cref="FlagValue"/>, as in the server's JSON.</summary>
public enum FlagValueKind : byte
{
    /// <summary>No value.</summary>
    Null,

    /// <summary>Text; also a JSON object or array (as its JSON text) and a number outside Int64 and Double (as its digits).</summary>
    String,

    /// <summary>A whole number written as such, within 64 bits.</summary>
    Integer,

    /// <summary>Any other number.</summary>
    Double,

    /// <summary><see langword="true"/> or <see langword="false"/>.</summary>
    Boolean,
}
