namespace Flagsmith.Polling.AspNetCore.Gate;

/// <summary>In an endpoint's metadata: the requirement before it reads the user's flag.</summary>
internal sealed class ForUserMarker
{
    public static readonly ForUserMarker Instance = new();
}
