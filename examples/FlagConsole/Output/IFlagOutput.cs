using Flagsmith.Polling;

namespace FlagConsole.Output;

/// <summary>A form in which flags are printed.</summary>
internal interface IFlagOutput
{
    void WriteAll(IReadOnlyList<FlagState> flags);

    void WriteOne(FlagState flag);

    /// <summary>Writes a user's flags and traits.</summary>
    void WriteUser(string identifier, IIdentityFlagSnapshot user);

    /// <summary>Writes how a flag comes about for a user, or for the environment if <paramref name="identifier"/> is <see langword="null"/>.</summary>
    void WriteExplanation(string? identifier, FlagExplanation explanation);

    void WriteTrait(string key, TraitValue value);

    /// <summary>Writes a change as one line.</summary>
    void WriteChange(FlagChange change);
}
