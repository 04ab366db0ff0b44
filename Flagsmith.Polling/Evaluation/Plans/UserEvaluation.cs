using Flagsmith.Polling.Evaluation.Model;

namespace Flagsmith.Polling.Evaluation.Plans;

/// <summary>Represents one user in one environment, or the environment alone: each flag and segment is evaluated when it is first asked for, and at most once.</summary>
/// <remarks>
/// Thread-safe without a lock: what is noted are single bytes, and each thread that evaluates the same flag notes the same one. A struct, so that the
/// snapshot that holds it is one object. Pass it by reference.
/// </remarks>
internal readonly struct UserEvaluation
{
    private const byte Outside = 1;
    private const byte Inside = 2;
    private const int MaxSearchedInTurn = 8;

    private readonly EnvironmentPlan _plan;
    private readonly string? _identifier;
    private readonly TraitSlot[] _traits; // sorted by slot
    private readonly UserDetails? _details;
    private readonly byte[] _memo; // the segments' answers, then a number for each flag that is not the same for all

    /// <param name="plan">The environment.</param>
    /// <param name="identifier">The user's identifier; null for the environment alone.</param>
    /// <param name="traits">The traits that count, sorted by slot.</param>
    /// <param name="details">What few users have; null for most.</param>
    public UserEvaluation(EnvironmentPlan plan, string? identifier, TraitSlot[] traits, UserDetails? details)
    {
        _plan = plan;
        _identifier = identifier;
        _traits = traits;
        _details = details;
        _memo = plan.MemoLength == 0 ? [] : new byte[plan.MemoLength];
    }

    public bool IsUser => _identifier is not null;

    public string? Identifier => _identifier;

    /// <summary>Gets the beginning of the key that splits hash, as UTF-8.</summary>
    public ReadOnlySpan<byte> KeyPrefix => _details?.Key is null ? _plan.KeyPrefix : [];

    /// <summary>Gets the rest of that key.</summary>
    public string KeyRest => _details?.Key ?? _identifier ?? "";

    /// <summary>Gets the whole key; null without a user.</summary>
    public string? Key => _identifier is null ? null : _details?.Key ?? _plan.Context.EnvironmentKey + "_" + _identifier;

    /// <summary>Reads a flag by the index of its feature.</summary>
    public FlagState Read(int flag)
    {
        if (_details?.Overrides?.Find(flag) is { } own)
        {
            return own.Get(own.Default.Pick(this));
        }

        var plan = _plan.Flags[flag];
        if (plan.Memo < 0)
        {
            return plan.Get(0);
        }

        return _memo[plan.Memo] is var known and > 0 ? plan.Get(known - 1) : ReadFirst(plan);
    }

    /// <summary>Returns the choice that a flag's state is made of, and the number of the outcome.</summary>
    public (FlagChoice Choice, int Number) Choose(int flag)
    {
        if (_details?.Overrides?.Find(flag)?.Default is { } own)
        {
            return (own, own.Pick(this));
        }

        var choice = Choose(_plan.Flags[flag]);
        return (choice, choice.Pick(this));
    }

    /// <summary>Determines whether the user, or the environment alone, is in a segment.</summary>
    public bool IsIn(int segment)
    {
        if (_memo[segment] is var known and not 0)
        {
            return known == Inside;
        }

        var isIn = _plan.Segments[segment].Matches(this);
        _memo[segment] = isIn ? Inside : Outside;
        return isIn;
    }

    /// <summary>Notes that a segment has no members here, whatever its rules say.</summary>
    public void Exclude(int segment) => _memo[segment] = Outside;

    /// <summary>Reads a trait by its slot; unset where the user has no such trait.</summary>
    public EvaluationValue ReadTrait(int slot)
    {
        var traits = _traits.AsSpan();
        if (traits.Length > MaxSearchedInTurn)
        {
            var position = traits.BinarySearch(new TraitSlot(slot, EvaluationValue.Unset));
            return position < 0 ? EvaluationValue.Unset : traits[position].Value;
        }

        foreach (ref readonly var trait in traits)
        {
            if (trait.Slot == slot)
            {
                return trait.Value;
            }
        }

        return EvaluationValue.Unset;
    }

    private FlagState ReadFirst(FlagPlan plan)
    {
        if (!plan.IsNumbered)
        {
            ref var known = ref _details!.Wide![plan.Index];
            return known ??= plan.Get(Decide(plan));
        }

        var number = Decide(plan);
        _memo[plan.Memo] = (byte)(number + 1);
        return plan.Get(number);
    }

    /// <summary>Returns the number of a flag's outcome.</summary>
    private int Decide(FlagPlan plan)
    {
        if (plan.Rank > EnvironmentPlan.RankStep)
        {
            ReadCheckpoints(plan.Rank);
        }

        return Choose(plan).Pick(this);
    }

    /// <summary>Reads flags lower in the chains first, from the lowest up, so that no chain is followed deeply.</summary>
    private void ReadCheckpoints(int rank)
    {
        foreach (var checkpoint in _plan.Checkpoints)
        {
            if (checkpoint.Rank >= rank)
            {
                break;
            }

            if (_memo[checkpoint.Memo] == 0)
            {
                Read(checkpoint.Index);
            }
        }
    }

    /// <summary>Returns the first candidate that applies, and the default where none does.</summary>
    private FlagChoice Choose(FlagPlan plan)
    {
        foreach (ref readonly var candidate in plan.Candidates.AsSpan())
        {
            if (IsIn(candidate.Segment))
            {
                return candidate.Choice;
            }
        }

        return plan.Default;
    }
}
