namespace Flagsmith.Polling;

/// <summary>Defines the names of the library's HTTP client, meter and activity source.</summary>
public static class FlagsmithPollingDefaults
{
    /// <summary>The name of the HTTP client, for proxies, certificates and custom handlers. For a named environment, it is followed by a colon and the environment's name. Log categories use a dot instead of the colon.</summary>
    public const string HttpClientName = "Flagsmith.Polling";

    /// <summary>The name of the meter whose instruments measure polling and fetching.</summary>
    public const string MeterName = "Flagsmith.Polling";

    /// <summary>The name of the activity source whose spans are polls and fetches of single users.</summary>
    public const string ActivitySourceName = "Flagsmith.Polling";
}
