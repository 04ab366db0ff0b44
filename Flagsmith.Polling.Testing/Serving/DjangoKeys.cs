namespace Flagsmith.Polling.Testing.Serving;

/// <summary>What the key of a request allows, on Flagsmith's own API.</summary>
internal sealed class DjangoKeys(LocalFlagsmithOptions options)
{
    private const string KeyHeader = "X-Environment-Key";

    /// <param name="request">The request.</param>
    /// <param name="isForServers">Whether it needs the server-side key.</param>
    /// <returns>The refusal of a request without a key that the server knows; null when it has one.</returns>
    public Response? Refuse(RecordedRequest request, bool isForServers)
    {
        var key = request.Headers.GetValueOrDefault(KeyHeader, "");
        if (key.Length == 0 || (isForServers && !IsServer(request) && !key.StartsWith("ser.", StringComparison.Ordinal)))
        {
            return DjangoBodyReader.Detail(403, "Invalid or missing Environment key");
        }

        if (key != options.EnvironmentKey && key != options.ServerSideKey)
        {
            return DjangoBodyReader.Detail(403, "Invalid or missing Environment Key");
        }

        return options.StopServingFlags ? DjangoBodyReader.Detail(403, "Organisation is disabled from serving flags.") : null;
    }

    public bool IsServer(RecordedRequest request) => request.Headers.GetValueOrDefault(KeyHeader) == options.ServerSideKey;

    public bool MaySetTraits(RecordedRequest request) => options.AllowClientTraits || IsServer(request);
}
