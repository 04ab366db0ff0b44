using System.Globalization;
using Microsoft.Net.Http.Headers;

namespace Flagsmith.Polling.Testing.Serving;

/// <summary>The requests to <c>environment-document/</c> on Flagsmith's own API; on the Edge API where the document has pages.</summary>
internal sealed class DjangoDocument(DocumentState document)
{
    public const string Path = "environment-document/";

    private static readonly (string, string)[] Vary = [("Vary", "Accept, Origin")];

    /// <summary>Gets whether there is a document to serve.</summary>
    public bool IsServed => document.IsSet;

    public Response Get(RecordedRequest request)
    {
        if (document.Find(request.Query.GetValueOrDefault("page_id")) is not { } page)
        {
            return DjangoBodyReader.Detail(400, "Invalid page_id").With(Vary);
        }

        var lastModified = (HeaderNames.LastModified, document.ChangedAt.ToString("R", CultureInfo.InvariantCulture));
        var response = IsUnchanged(request)
            ? new Response(304, null, default, lastModified)
            : new Response(200, Response.Json, page.Body, ("X-Flagsmith-Document-Updated-At", PythonText.Of(document.ChangedAt)), lastModified);
        return (page.NextId is { } next ? response.With(LinkTo(next)) : response).With(Vary);
    }

    // To the second, as Last-Modified is. If-None-Match switches it off, as Django has it.
    private bool IsUnchanged(RecordedRequest request) =>
        !request.Headers.ContainsKey(HeaderNames.IfNoneMatch)
        && HeaderUtilities.TryParseDate(request.Headers.GetValueOrDefault(HeaderNames.IfModifiedSince), out var since)
        && document.ChangedAt.ToUnixTimeSeconds() <= since.ToUnixTimeSeconds();

    private static (string, string) LinkTo(string id) =>
        (HeaderNames.Link, $"<{LocalFlagsmith.BasePath}{Path}?page_id={Uri.EscapeDataString(id)}>; rel=\"next\"");
}
