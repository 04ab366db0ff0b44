namespace AotConsole;

/// <summary>A flag's value that is JSON.</summary>
/// <param name="PerMinute">How many requests a minute are served.</param>
internal sealed record Limits(int PerMinute);
