namespace Flagsmith.Polling.AspNetCore.Gate;

/// <summary>In an endpoint's metadata: its gates are in front of its delegate already, however many conventions there are.</summary>
internal sealed class GatesBuilt
{
    public static readonly GatesBuilt Instance = new();
}
