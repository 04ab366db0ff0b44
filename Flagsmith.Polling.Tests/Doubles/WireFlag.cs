namespace Flagsmith.Polling.Tests.Doubles;

/// <summary>A flag on the wire, as Core (with an id) or as Edge (without one) writes it.</summary>
/// <param name="Name">The feature's name.</param>
/// <param name="Id">The id of the state; null for none.</param>
/// <param name="Enabled">Whether it is on.</param>
/// <param name="Value">The value, a string.</param>
/// <param name="Variant">The key of the variant; null for none.</param>
public sealed record WireFlag(string Name, int? Id, bool Enabled, string Value = "", string? Variant = null)
{
    public override string ToString()
    {
        var id = Id is null ? "" : $"\"id\":{Id},";
        var variant = Variant is null ? "" : $",\"variant\":\"{Variant}\"";
        return $$"""
            {{{id}}"feature":{"id":{{Name.Length + Name[0]}},"name":"{{Name}}","type":"STANDARD"},"feature_state_value":"{{Value}}","enabled":{{(Enabled ? "true" : "false")}}{{variant}}}
            """;
    }
}
