namespace Flagsmith.Polling.Configuration;

/// <summary>An environment that is not polled: the application registered other providers in its place.</summary>
/// <param name="Name">The name of the environment.</param>
internal sealed record Replacement(string Name);
