namespace Flagsmith.Polling.Wire;

/// <summary>Where in a body an entry of a flag list ends, and in it the feature. It begins where the one before ends, so with the comma.</summary>
/// <param name="FeatureEnd">Where the feature ends; the end of the entry where it has two, so that nobody passes over what stands between them.</param>
/// <param name="End">Where the entry ends.</param>
internal readonly record struct EntryRange(int FeatureEnd, int End)
{
    public EntryRange MovedBy(int bytes) => new(FeatureEnd + bytes, End + bytes);
}
