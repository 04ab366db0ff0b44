using Flagsmith.Polling;

namespace FlagConsole.Connection;

/// <summary>Which environment to ask.</summary>
/// <param name="ApiUrl">The address of the API.</param>
/// <param name="Key">The environment's key; never printed.</param>
/// <param name="Mode">Where users' flags are evaluated.</param>
internal sealed record FlagsmithConnection(Uri ApiUrl, string Key, FlagsmithMode Mode)
{
    // A record's text would show the key.
    public override string ToString() => ApiUrl.ToString();
}
