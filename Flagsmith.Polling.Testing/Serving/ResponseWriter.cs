using Microsoft.AspNetCore.Http;

namespace Flagsmith.Polling.Testing.Serving;

/// <summary>Sends responses.</summary>
internal static class ResponseWriter
{
    /// <summary>Sets status and headers.</summary>
    public static void Begin(HttpResponse target, Response response)
    {
        target.StatusCode = response.Status;
        target.ContentType = response.ContentType;
        foreach (var (name, value) in response.Headers)
        {
            target.Headers[name] = value;
        }

        target.ContentLength = response.Status is 204 or 304 ? null : response.Body.Length;
    }

    public static async Task WriteAsync(HttpContext context, Response response)
    {
        Begin(context.Response, response);
        if (!HttpMethods.IsHead(context.Request.Method) && response.Body.Length > 0)
        {
            await context.Response.Body.WriteAsync(response.Body, context.RequestAborted).ConfigureAwait(false);
        }
    }
}
