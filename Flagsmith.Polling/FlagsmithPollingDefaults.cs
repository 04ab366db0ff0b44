namespace Flagsmith.Polling;

/// <summary>Names under which this library can be found from outside.</summary>
public static class FlagsmithPollingDefaults
{
    /// <summary>The name of the HTTP client, for proxies, certificates and handlers of your own. Of a named environment it is this, a colon and the name. Log categories have a dot instead of the colon.</summary>
    public const string HttpClientName = "Flagsmith.Polling";

    /// <summary>The name of the meter whose instruments tell how polling and fetching go.</summary>
    public const string MeterName = "Flagsmith.Polling";

    /// <summary>The name of the activity source whose spans are polls and fetches of single users.</summary>
    public const string ActivitySourceName = "Flagsmith.Polling";
}
