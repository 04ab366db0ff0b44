using System.Security.Cryptography;
using System.Text.Encodings.Web;

namespace Flagsmith.Polling.AspNetCore.Inspector;

/// <summary>The page: its markup, style and script in one document without outside assets, under a strict content security policy.</summary>
internal static class InspectorPage
{
    private static readonly string Template = Read("index.html")
        .Replace("/*style*/", Read("inspector.css"), StringComparison.Ordinal)
        .Replace("/*script*/", Read("inspector.js"), StringComparison.Ordinal);

    /// <summary>Returns a value that is used once, for the policy and the elements that it allows.</summary>
    public static string NewNonce() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));

    /// <summary>Returns the policy: nothing but the page's own style and script, and connections to where it came from.</summary>
    public static string Policy(string nonce) =>
        $"default-src 'none'; script-src 'nonce-{nonce}'; style-src 'nonce-{nonce}'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /// <summary>Writes the page.</summary>
    /// <param name="title">The title.</param>
    /// <param name="basePath">The path of the page, without a slash at its end.</param>
    /// <param name="nonce">What the policy allows.</param>
    /// <param name="token">What the page sends with its posts.</param>
    /// <param name="now">The server's time.</param>
    public static string Write(string title, string basePath, string nonce, string token, DateTimeOffset now) => Template
        .Replace("{{title}}", HtmlEncoder.Default.Encode(title), StringComparison.Ordinal)
        .Replace("{{base}}", HtmlEncoder.Default.Encode(basePath), StringComparison.Ordinal)
        .Replace("{{nonce}}", nonce, StringComparison.Ordinal)
        .Replace("{{token}}", HtmlEncoder.Default.Encode(token), StringComparison.Ordinal)
        .Replace("{{now}}", now.ToUnixTimeMilliseconds().ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);

    private static string Read(string name)
    {
        using var resource = new StreamReader(typeof(InspectorPage).Assembly.GetManifestResourceStream($"Flagsmith.Polling.AspNetCore.Inspector.Page.{name}")!);
        return resource.ReadToEnd();
    }
}
