namespace Flagsmith.Polling.Evaluation.Plans;

/// <summary>Represents a property, and what it says about the segment that reads it.</summary>
/// <param name="Source">Where the value comes from.</param>
/// <param name="NeedsUser">Whether there is no value without a user.</param>
/// <param name="Flag">The flag that is read; null for none.</param>
internal sealed record CompiledProperty(PropertySource Source, bool NeedsUser, int? Flag)
{
    /// <summary>Shows no text of the server.</summary>
    public override string ToString() => Source.ToString();
}
