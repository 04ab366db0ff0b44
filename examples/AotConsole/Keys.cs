using Flagsmith.Polling;

namespace AotConsole;

/// <summary>The flags that the application reads.</summary>
internal static class Keys
{
    public static readonly FlagKey<Limits> Limits = new("limits", new Limits(60), AotJson.Default.Limits);
}
