namespace Flagsmith.Polling.AspNetCore.Inspector;

/// <summary>One environment, as the inspector reads it.</summary>
/// <param name="Name">Its name; empty for the default one.</param>
/// <param name="Flags">Its flags and status.</param>
/// <param name="Diagnostics">Its polls and figures.</param>
/// <param name="Refreshes">Limits how often the page refreshes it.</param>
internal sealed record InspectedEnvironment(string Name, IFlagProvider Flags, IFlagDiagnostics Diagnostics, RefreshLimit Refreshes)
{
    public string DisplayName => Name.Length == 0 ? "default" : Name;
}
