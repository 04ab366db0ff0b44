namespace FlagConsole.Connection;

/// <summary>Which environment to ask, and how much to say about it.</summary>
/// <param name="ApiUrl">The address of the API.</param>
/// <param name="Key">The environment's key; never printed.</param>
/// <param name="Verbose">Whether to log to stderr.</param>
internal sealed record FlagsmithConnection(Uri ApiUrl, string Key, bool Verbose)
{
    // A record's text would show the key.
    public override string ToString() => ApiUrl.ToString();
}
