using Flagsmith.Polling.Http;

namespace Flagsmith.Polling.Sources;

/// <summary>Reads the link to the next page of a document.</summary>
internal static class PageLink
{
    private const string Parameter = "page_id=";

    /// <summary>Returns the id of the page that a link names. The request for it goes to our own address, whatever the link's path.</summary>
    /// <param name="request">The request whose response has the link.</param>
    /// <param name="link">The link's target, as it was sent.</param>
    /// <exception cref="FlagsmithApiException">The link leads to another server, or names no page.</exception>
    public static string IdOf(ApiRequest request, string link)
    {
        if (!Uri.TryCreate(request.Url, link, out var target))
        {
            throw ApiErrors.Page(request, "cannot be read");
        }

        if (!RedirectRule.IsSameServer(request.Url, target))
        {
            throw ApiErrors.Page(request, "leads to another server");
        }

        var parameter = target.Query.TrimStart('?').Split('&').FirstOrDefault(static part => part.StartsWith(Parameter, StringComparison.Ordinal));
        return parameter is { Length: > 8 } ? Uri.UnescapeDataString(parameter[Parameter.Length..].Replace('+', ' ')) : throw ApiErrors.Page(request, "names no page");
    }
}
