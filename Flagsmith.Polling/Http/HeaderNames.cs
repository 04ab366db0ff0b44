namespace Flagsmith.Polling.Http;

/// <summary>Headers of Flagsmith's own.</summary>
internal static class HeaderNames
{
    public const string EnvironmentKey = "X-Environment-Key";

    public const string DocumentUpdatedAt = "X-Flagsmith-Document-Updated-At";
}
