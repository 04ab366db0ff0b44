namespace Flagsmith.Polling.Testing.Serving;

/// <summary>The environment document that the server has, if any.</summary>
/// <remarks>Not thread-safe: the server works on it under its lock.</remarks>
internal sealed class DocumentState(LocalFlagsmithOptions options)
{
    private IReadOnlyList<DocumentPage> _pages = [];

    public bool IsSet => _pages.Count > 0;

    /// <summary>Gets when it was set.</summary>
    public DateTimeOffset ChangedAt { get; private set; }

    /// <summary>Gets the document as it was set.</summary>
    public ReadOnlyMemory<byte> Whole { get; private set; }

    /// <exception cref="System.Text.Json.JsonException">It is to have pages and is not JSON.</exception>
    public void Set(ReadOnlyMemory<byte> json)
    {
        _pages = options.OverridesPerPage is { } size ? DocumentPages.Cut(json, size) : [new DocumentPage("", json, NextId: null)];
        Whole = json;
        ChangedAt = options.TimeProvider.GetUtcNow();
    }

    /// <param name="id">What a request asks for; null for the first page.</param>
    /// <returns>The page; null when there is none. A server without pages does not look at the id.</returns>
    public DocumentPage? Find(string? id) =>
        id is null || options.OverridesPerPage is null ? _pages[0] : _pages.FirstOrDefault(page => string.Equals(page.Id, id, StringComparison.Ordinal));
}
