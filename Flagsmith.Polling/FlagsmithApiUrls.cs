namespace Flagsmith.Polling;

/// <summary>The addresses of Flagsmith's own (SaaS) APIs, for <see cref="FlagsmithPollingOptions.ApiUrl"/>.</summary>
public static class FlagsmithApiUrls
{
    /// <summary>The Core API, <c>https://api.flagsmith.com/api/v1/</c>: the default, as in Flagsmith's Python client. Self-hosted servers behave the same under their own address.</summary>
    public static readonly Uri Core = new("https://api.flagsmith.com/api/v1/");

    /// <summary>The Edge API, <c>https://edge.api.flagsmith.com/api/v1/</c>, which serves the projects of Flagsmith's SaaS.</summary>
    public static readonly Uri Edge = new("https://edge.api.flagsmith.com/api/v1/");
}
