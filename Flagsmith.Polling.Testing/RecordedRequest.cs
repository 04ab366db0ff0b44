namespace Flagsmith.Polling.Testing;

/// <summary>Represents a request received by a <see cref="LocalFlagsmith"/>.</summary>
/// <remarks>Immutable. Its text shows neither headers nor body.</remarks>
public sealed class RecordedRequest
{
    /// <summary>Gets the method, in capitals.</summary>
    public required string Method { get; init; }

    /// <summary>Gets the path below the API's address, for example <c>flags/</c>.</summary>
    public required string Path { get; init; }

    /// <summary>Gets the parameters of the query, decoded.</summary>
    public required IReadOnlyDictionary<string, string> Query { get; init; }

    /// <summary>Gets the headers. Names in any case.</summary>
    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    /// <summary>Gets the body as text; empty when there was none.</summary>
    public required string Body { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Method} {Path}";
}
