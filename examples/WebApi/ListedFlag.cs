namespace WebApi;

/// <param name="Name">The feature's name.</param>
/// <param name="Enabled">Whether it is on in the environment.</param>
/// <param name="Value">Its value as text; null for none.</param>
internal sealed record ListedFlag(string Name, bool Enabled, string? Value);
