namespace Flagsmith.Polling.AspNetCore.Inspector;

/// <summary>In the metadata of the inspector's endpoints.</summary>
internal sealed class InspectorMarker
{
    public static readonly InspectorMarker Instance = new();
}
