namespace Flagsmith.Polling;

/// <summary>Represents the experiment that a flag is part of while the experiment runs.</summary>
/// <remarks>Immutable and thread-safe.</remarks>
/// <param name="Id">The experiment's id.</param>
/// <param name="Name">The experiment's name.</param>
/// <param name="InExperiment">Whether this state of the flag is that of the experiment's participants.</param>
public sealed record FlagExperiment(long Id, string Name, bool InExperiment)
{
    /// <summary>Returns the id and whether the flag's state is that of participants, and not the name.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => $"{nameof(FlagExperiment)} {Id}, participant: {InExperiment}";
}
