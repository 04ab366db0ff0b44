namespace Flagsmith.Polling.Registration;

/// <summary>An HTTP client of the factory that carries an environment's key.</summary>
/// <param name="ClientName">The client's name.</param>
/// <param name="ProviderName">The name of the environment.</param>
internal sealed record PollingClient(string ClientName, string ProviderName);
