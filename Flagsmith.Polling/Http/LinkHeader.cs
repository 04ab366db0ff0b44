using System.Net.Http.Headers;

namespace Flagsmith.Polling.Http;

/// <summary>Finds links in <c>Link</c> (RFC 8288).</summary>
internal static class LinkHeader
{
    /// <returns>The target of the first link whose relation is <c>next</c>, as it was sent; null when there is none.</returns>
    public static string? FindNext(HttpResponseHeaders headers)
    {
        if (!headers.NonValidated.TryGetValues("Link", out var lines))
        {
            return null;
        }

        foreach (var line in lines)
        {
            var reader = new LinkReader(line);
            while (reader.TryRead(out var target, out var relations))
            {
                if (HasNext(relations))
                {
                    return target;
                }
            }
        }

        return null;
    }

    // One link may have several relations, in any case.
    private static bool HasNext(string relations) => relations.Split((char[]?)null).Contains("next", StringComparer.OrdinalIgnoreCase);
}
