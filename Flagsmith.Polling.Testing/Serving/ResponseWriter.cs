using Microsoft.AspNetCore.Http;

namespace Flagsmith.Polling.Testing.Serving;

/// <summary>Sends answers.</summary>
internal static class ResponseWriter
{
    /// <summary>Sets status and headers.</summary>
    public static void Begin(HttpResponse response, Response answer)
    {
        response.StatusCode = answer.Status;
        response.ContentType = answer.ContentType;
        foreach (var (name, value) in answer.Headers)
        {
            response.Headers[name] = value;
        }

        response.ContentLength = answer.Status is 204 or 304 ? null : answer.Body.Length;
    }

    public static async Task WriteAsync(HttpContext context, Response answer)
    {
        Begin(context.Response, answer);
        if (!HttpMethods.IsHead(context.Request.Method) && answer.Body.Length > 0)
        {
            await context.Response.Body.WriteAsync(answer.Body, context.RequestAborted).ConfigureAwait(false);
        }
    }
}
