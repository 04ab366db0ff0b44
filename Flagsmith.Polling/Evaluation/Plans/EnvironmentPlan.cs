using System.Collections.Concurrent;
using System.Text;
using Flagsmith.Polling.Evaluation.Model;
using Flagsmith.Polling.Evaluation.Properties;

namespace Flagsmith.Polling.Evaluation.Plans;

/// <summary>Represents an environment, ready to evaluate users: what needs no user is done once, when the document comes. Immutable and thread-safe.</summary>
internal sealed class EnvironmentPlan
{
    /// <summary>How many flags deep a chain is followed before flags lower in it are read first.</summary>
    public const int RankStep = 32;

    private const int MaxTraitsOnStack = 64;

    private readonly Dictionary<string, int> _slots;
    private readonly Dictionary<string, int> _indexes;
    private readonly ConcurrentDictionary<string, UserOverrides> _overrides = new(StringComparer.Ordinal); // of the users who came; bounded by the document's
    private readonly int _wideLength;

    /// <param name="context">The environment.</param>
    /// <param name="flags">The flags in the order of the features.</param>
    /// <param name="segments">The segments in document order.</param>
    /// <param name="indexes">The index of each feature by name.</param>
    /// <param name="slots">The number of each trait that a condition reads.</param>
    public EnvironmentPlan(EvaluationContext context, FlagPlan[] flags, SegmentPlan[] segments, Dictionary<string, int> indexes, Dictionary<string, int> slots)
    {
        Context = context;
        Flags = flags;
        Segments = segments;
        KeyPrefix = Encoding.UTF8.GetBytes(context.EnvironmentKey + "_");
        MemoLength = segments.Length + NumberMemos(flags, segments.Length);
        Checkpoints = [.. flags.Where(static flag => flag is { IsConstant: false, Rank: > 0 } && flag.Rank % RankStep == 0).OrderBy(static flag => flag.Rank)];
        _indexes = indexes;
        _slots = slots;
        _wideLength = flags.All(static flag => flag.IsNumbered) ? 0 : flags.Length;
    }

    public EvaluationContext Context { get; }

    public FlagPlan[] Flags { get; }

    public SegmentPlan[] Segments { get; }

    /// <summary>Gets what comes before the identifier in the key that splits hash, as UTF-8.</summary>
    public byte[] KeyPrefix { get; }

    /// <summary>Gets how many bytes a user's evaluation notes.</summary>
    public int MemoLength { get; }

    /// <summary>Gets flags whose rank is a multiple of <see cref="RankStep"/>, the lowest first.</summary>
    public FlagPlan[] Checkpoints { get; }

    /// <summary>Returns the index of the feature of that name; null where there is none.</summary>
    public int? FindFlag(string name) => _indexes.TryGetValue(name, out var index) ? index : null;

    /// <summary>Begins the evaluation of a user.</summary>
    /// <param name="identifier">The identifier.</param>
    /// <param name="keys">The keys of the user's traits, each once.</param>
    /// <param name="values">Their values.</param>
    public UserEvaluation ForUser(string identifier, ReadOnlySpan<string> keys, ReadOnlySpan<TraitValue> values) =>
        new(this, identifier, SlotsOf(keys, values), DetailsOf(identifier, key: null));

    /// <summary>Begins the evaluation of a user who may have a key of their own.</summary>
    public UserEvaluation ForUser(EvaluatedIdentity identity)
    {
        var slots = new List<TraitSlot>();
        foreach (var (key, value) in identity.Traits)
        {
            if (_slots.TryGetValue(key, out var slot))
            {
                slots.Add(new TraitSlot(slot, Coercion.Apply(value)));
            }
        }

        slots.Sort();
        return new UserEvaluation(this, identity.Identifier, [.. slots], DetailsOf(identity.Identifier, string.IsNullOrEmpty(identity.Key) ? null : identity.Key));
    }

    /// <summary>Begins the evaluation of the environment alone.</summary>
    public UserEvaluation ForEnvironment(SegmentsWithoutUser withoutUser)
    {
        var environment = new UserEvaluation(this, identifier: null, [], _wideLength == 0 ? null : new UserDetails(null, null, new FlagState?[_wideLength]));
        for (var segment = 0; segment < Segments.Length; segment++)
        {
            if (!Counts(segment, withoutUser))
            {
                environment.Exclude(segment);
            }
        }

        return environment;
    }

    /// <summary>Determines whether a segment can match without a user.</summary>
    public bool Counts(int segment, SegmentsWithoutUser withoutUser) =>
        withoutUser == SegmentsWithoutUser.All || (withoutUser == SegmentsWithoutUser.ThatReadNoUser && !Segments[segment].NeedsUser);

    /// <summary>Shows no key and no name.</summary>
    public override string ToString() => Context.ToString();

    private static int NumberMemos(FlagPlan[] flags, int first)
    {
        var count = 0;
        foreach (var flag in flags.Where(static flag => !flag.IsConstant))
        {
            flag.Memo = first + count++;
        }

        return count;
    }

    private TraitSlot[] SlotsOf(ReadOnlySpan<string> keys, ReadOnlySpan<TraitValue> values)
    {
        Span<int> slots = keys.Length <= MaxTraitsOnStack ? stackalloc int[keys.Length] : new int[keys.Length];
        var count = 0;
        for (var i = 0; i < keys.Length; i++)
        {
            slots[i] = _slots.TryGetValue(keys[i], out var slot) ? slot : -1;
            count += slots[i] < 0 ? 0 : 1;
        }

        if (count == 0)
        {
            return [];
        }

        var found = new TraitSlot[count];
        var next = 0;
        for (var i = 0; i < keys.Length; i++)
        {
            if (slots[i] >= 0)
            {
                found[next++] = new TraitSlot(slots[i], Coercion.Apply(values[i]));
            }
        }

        Array.Sort(found);
        return found;
    }

    private UserDetails? DetailsOf(string identifier, string? key)
    {
        var own = Context.IdentityOverrides.Count > 0 && Context.IdentityOverrides.ContainsKey(identifier) ? _overrides.GetOrAdd(identifier, OverridesOf) : null;
        return key is null && own is null && _wideLength == 0 ? null : new UserDetails(key, own, _wideLength == 0 ? null : new FlagState?[_wideLength]);
    }

    /// <summary>Prepares a user's own states. Of two for one feature the last counts; one for a feature that the environment does not have is left out.</summary>
    private UserOverrides OverridesOf(string identifier)
    {
        var choices = new SortedDictionary<int, FlagChoice>();
        foreach (var state in Context.IdentityOverrides[identifier])
        {
            if (FindFlag(state.Name) is { } flag)
            {
                choices[flag] = Flags[flag].Default.With(state);
            }
        }

        return new UserOverrides(choices);
    }
}
