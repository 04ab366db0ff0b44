using System.Text;
using Microsoft.AspNetCore.Http;

namespace Flagsmith.Polling.Testing.Serving;

/// <summary>Reads requests.</summary>
internal static class RequestReader
{
    public static async Task<RecordedRequest> ReadAsync(HttpRequest request)
    {
        using var reader = new StreamReader(request.Body, Encoding.UTF8);
        var path = request.Path.Value ?? "/";
        return new RecordedRequest
        {
            Method = request.Method,
            Path = path.StartsWith(LocalFlagsmith.BasePath, StringComparison.Ordinal) ? path[LocalFlagsmith.BasePath.Length..] : path,
            Query = request.Query.ToDictionary(parameter => parameter.Key, parameter => parameter.Value.ToString(), StringComparer.Ordinal),
            Headers = request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            Body = await reader.ReadToEndAsync(request.HttpContext.RequestAborted).ConfigureAwait(false),
        };
    }
}
