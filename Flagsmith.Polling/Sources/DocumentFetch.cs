using System.Text.Json;
using Flagsmith.Polling.Evaluation.Documents;

namespace Flagsmith.Polling.Sources;

/// <summary>What fetching an environment document brought.</summary>
/// <param name="Pages">The pages, the first one first.</param>
/// <param name="Bodies">The pages as they were received; empty where nobody keeps them.</param>
/// <param name="LastModified">When the server says that the environment last changed; null when it does not.</param>
internal sealed record DocumentFetch(IReadOnlyList<DocumentPage> Pages, IReadOnlyList<ReadOnlyMemory<byte>> Bodies, DateTimeOffset? LastModified)
{
    /// <summary>Gets whether the environment changed while its pages were fetched.</summary>
    public bool IsTorn => Pages.Any(page => page.UpdatedAt is not null && page.UpdatedAt != Pages[0].UpdatedAt);

    /// <exception cref="JsonException">The first page is no environment document.</exception>
    public EnvironmentModel Assemble() => EnvironmentAssembly.Assemble([.. Pages]);
}
