namespace Flagsmith.Polling.Testing.Serving;

/// <summary>A page of an environment document.</summary>
/// <param name="Id">What <c>page_id</c> asks for.</param>
/// <param name="Body">The JSON.</param>
/// <param name="NextId">The id of the next page; null for the last.</param>
internal sealed record DocumentPage(string Id, ReadOnlyMemory<byte> Body, string? NextId);
