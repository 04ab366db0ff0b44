namespace Flagsmith.Polling.Testing.Serving;

/// <summary>Whose trait equals the value gets the flag's state.</summary>
internal sealed record TraitRule(long Id, string TraitKey, TraitValue Value, string Flag, bool Enabled, FlagValue FlagValue);
