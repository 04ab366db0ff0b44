using System.Net;
using System.Net.Http.Headers;

namespace Flagsmith.Polling.Http;

/// <summary>
/// Which redirects are followed. .NET's own following would carry the environment key to any host (only <c>Authorization</c> is
/// stripped) and may turn a POST into a GET, so it is switched off and done here: docs/decisions/0004.
/// </summary>
internal static class RedirectRule
{
    public const int MaxHops = 5;

    public static bool IsRedirect(HttpStatusCode status) => status is HttpStatusCode.MovedPermanently or HttpStatusCode.Found
        or HttpStatusCode.SeeOther or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect;

    /// <param name="request">The request, as errors show it.</param>
    /// <param name="from">The address that responded.</param>
    /// <param name="status">The status of the response.</param>
    /// <param name="headers">The headers of the response.</param>
    /// <returns>The address to ask next.</returns>
    /// <exception cref="FlagsmithApiException">The redirect leads elsewhere.</exception>
    public static Uri Next(ApiRequest request, Uri from, HttpStatusCode status, HttpResponseHeaders headers)
    {
        if (headers.Location is not { } location)
        {
            throw ApiErrors.Redirect(request, status, "it names no address");
        }

        // What it says is never quoted: it is the server's text, and a user name and a password may be in it.
        return Uri.TryCreate(from, location, out var to) switch
        {
            false => throw ApiErrors.Redirect(request, status, "its address cannot be read"),
            true when request.FollowsSlashRedirect && IsSlashRedirect(from, to!, status) => new UriBuilder(from) { Path = to!.AbsolutePath }.Uri,
            true when !IsSameServer(from, to!) => throw ApiErrors.Redirect(request, status, "it leads to another server or from https to http, where the key must not go"),
            true when to!.UserInfo.Length > 0 => throw ApiErrors.Redirect(request, status, "its address has a user name in it, which is never sent along"),
            true => to!,
        };
    }

    /// <summary>Determines whether the key may go there: the same scheme, host and port, or the same host's https in place of its http.</summary>
    public static bool IsSameServer(Uri from, Uri to) =>
        string.Equals(from.IdnHost, to.IdnHost, StringComparison.OrdinalIgnoreCase)
        && ((from.Scheme == to.Scheme && from.Port == to.Port)
            || (from.Scheme == Uri.UriSchemeHttp && to.Scheme == Uri.UriSchemeHttps && from.IsDefaultPort && to.IsDefaultPort));

    // The Edge Proxy has one address without a slash at the end, and redirects to it by an address of its own making: http, and the
    // host that it was asked by, which is not ours behind a balancer that ends TLS.
    private static bool IsSlashRedirect(Uri from, Uri to, HttpStatusCode status) =>
        status is HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect
        && !IsSameServer(from, to)
        && to.UserInfo.Length == 0
        && to.Query == from.Query
        && (to.AbsolutePath == from.AbsolutePath + "/" || to.AbsolutePath + "/" == from.AbsolutePath);
}
