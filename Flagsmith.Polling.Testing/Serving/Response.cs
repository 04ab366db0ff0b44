using System.Text.Json.Nodes;

namespace Flagsmith.Polling.Testing.Serving;

/// <summary>A response of the server: status, media type, body, additional headers.</summary>
internal sealed record Response(int Status, string? ContentType, ReadOnlyMemory<byte> Body, params (string Name, string Value)[] Headers)
{
    public const string Json = "application/json";
    private const string Html = "text/html; charset=utf-8";

    public static Response OfJson(int status, JsonNode body, params (string Name, string Value)[] headers) => new(status, Json, RespondJson.ToBytes(body), headers);

    public static Response OfText(int status, string contentType, string body) => new(status, contentType, System.Text.Encoding.UTF8.GetBytes(body));

    /// <summary>A page as a web server shows it to a person.</summary>
    public static Response OfPage(int status, string title, string text = "") =>
        OfText(status, Html, $"\n<!doctype html>\n<html lang=\"en\">\n<head>\n  <title>{title}</title>\n</head>\n<body>\n  <h1>{title}</h1><p>{text}</p>\n</body>\n</html>\n");

    public static Response Redirect(int status, string? contentType, string location) => new(status, contentType, default, ("Location", location));

    public Response With(params (string Name, string Value)[] headers) => this with { Headers = [.. Headers, .. headers] };
}
