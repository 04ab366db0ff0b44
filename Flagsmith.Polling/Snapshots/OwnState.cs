namespace Flagsmith.Polling.Snapshots;

/// <summary>Decides what of a user's flag is the user's own, and what follows the environment: docs/decisions/0028.</summary>
/// <remarks>
/// With ids on the wire the environment's own state id says that the user has the environment's state: whether it is on is then never
/// own, and value and variant are own where they differ, as in a multivariate flag. Another id is an override. Without ids what is equal
/// is taken as not own, member by member.
/// </remarks>
internal static class OwnState
{
    /// <summary>Returns what a user has of a flag after the environment's has changed.</summary>
    /// <param name="state">The user's.</param>
    /// <param name="from">The environment's with which the user's was compared.</param>
    /// <param name="to">The environment's now.</param>
    /// <returns>The flag; <paramref name="to"/> itself where nothing is own.</returns>
    public static FlagState Follow(FlagState state, FlagState from, FlagState to)
    {
        if (ReferenceEquals(state, from))
        {
            return to;
        }

        if (IsOverride(state, from))
        {
            return state;
        }

        var ownsEnabled = state.Enabled != from.Enabled && !HasSameId(state, from);
        var (ownsValue, ownsVariant) = (state.Value != from.Value, state.Variant != from.Variant);
        if (!ownsEnabled && !ownsValue && !ownsVariant)
        {
            return to;
        }

        var enabled = ownsEnabled ? state.Enabled : to.Enabled;
        if (enabled == state.Enabled && (ReferenceEquals(from, to) || from.HasSameContent(to)))
        {
            return state; // as most are: nothing to make
        }

        var followed = new FlagState
        {
            Id = to.Id,
            Enabled = enabled,
            Value = ownsValue ? state.Value : to.Value,
            EnvironmentId = to.EnvironmentId,
            Feature = to.Feature,
            Variant = ownsVariant ? state.Variant : to.Variant,
            Reason = state.Reason,
            Experiment = state.Experiment,
        };
        return followed.HasSameContent(to) ? to : followed;
    }

    /// <summary>Returns what a user has of a flag that the environment did not have before.</summary>
    public static FlagState Meet(FlagState state, FlagState to)
    {
        if (IsOverride(state, to) || !HasSameId(state, to))
        {
            return state;
        }

        return state.Enabled == to.Enabled ? state : new FlagState
        {
            Id = state.Id,
            Enabled = to.Enabled,
            Value = state.Value,
            EnvironmentId = state.EnvironmentId,
            Feature = state.Feature,
            Variant = state.Variant,
            Reason = state.Reason,
            Experiment = state.Experiment,
        };
    }

    /// <summary>Determines whether a flag stays with a user when it leaves an environment that hides disabled flags: the user's is on, whatever the environment's.</summary>
    public static bool OutlivesHiding(FlagState state, FlagState from) => state.Enabled && IsOverride(state, from);

    /// <summary>Determines whether the whole state is the user's.</summary>
    private static bool IsOverride(FlagState state, FlagState environment) =>
        state.IsIdentityOverride || (state.Id is { } own && environment.Id is { } shared && own != shared);

    private static bool HasSameId(FlagState state, FlagState environment) => state.Id is { } own && own == environment.Id;
}
