namespace Flagsmith.Polling.Testing.Serving;

/// <summary>The environment's flags, what single users get instead, and what the rules say.</summary>
/// <remarks>Not thread-safe: the server works on it under its lock.</remarks>
internal sealed class EnvironmentState(TimeProvider time)
{
    private static readonly DateTimeOffset Created = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly OrderedDictionary<string, FlagState> _flags = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _ids = new(StringComparer.Ordinal);
    private readonly HashSet<string> _serverOnly = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Dictionary<string, FlagState>> _overrides = new(StringComparer.Ordinal);
    private readonly List<TraitRule> _rules = [];
    private LoadedDocument? _document;
    private DateTimeOffset _changedAt = time.GetUtcNow();
    private long _lastStateId;

    /// <summary>Gets when the environment last changed, as the servers write it.</summary>
    public string UpdatedAt => PythonText.Of(_changedAt);

    /// <summary>Gets whether a document decides about the flags.</summary>
    public bool IsLoaded => _document is not null;

    /// <summary>Gets whether the environment itself hides disabled flags; only a document says so.</summary>
    public bool HidesDisabledFlags => _document is { HidesDisabledFlags: true };

    /// <summary>Makes the environment what the document says, in place of all that was set.</summary>
    public void Load(LoadedDocument document)
    {
        Clear();
        _document = document;
    }

    public void Clear()
    {
        _flags.Clear();
        _serverOnly.Clear();
        _overrides.Clear();
        _rules.Clear();
        Changed();
    }

    public void Set(string name, bool enabled, FlagValue value)
    {
        var known = _flags.GetValueOrDefault(name);
        var id = IdOf(name);
        _flags[name] = new FlagState
        {
            Id = known?.Id ?? id,
            Enabled = enabled,
            Value = value,
            Feature = known?.Feature ?? new FeatureInfo { Id = id, Name = name, CreatedDate = Created, DefaultEnabled = false },
        };
        Changed();
    }

    public void Set(FlagState flag)
    {
        _flags[flag.Feature.Name] = flag;
        Changed();
    }

    public void SetServerOnly(string name, bool serverOnly)
    {
        _ = serverOnly ? _serverOnly.Add(Get(name).Feature.Name) : _serverOnly.Remove(name);
        Changed();
    }

    public void Toggle(string name)
    {
        var flag = Get(name);
        Set(With(flag, !flag.Enabled, flag.Value, flag.Variant, flag.Id));
    }

    public void Remove(string name)
    {
        _flags.Remove(name);
        Changed();
    }

    public void SetOverride(string identifier, string name, bool enabled, FlagValue value, string? variant)
    {
        if (!_overrides.TryGetValue(identifier, out var ofUser))
        {
            _overrides[identifier] = ofUser = new Dictionary<string, FlagState>(StringComparer.Ordinal);
        }

        ofUser[name] = With(Get(name), enabled, value, variant, NextStateId());
        Changed();
    }

    public void RemoveOverride(string identifier, string name)
    {
        _overrides.GetValueOrDefault(identifier)?.Remove(name);
        Changed();
    }

    public void AddRule(string traitKey, TraitValue value, string flag, bool enabled, FlagValue flagValue)
    {
        _rules.Add(new TraitRule(_rules.Count + 1, traitKey, value, Get(flag).Feature.Name, enabled, flagValue));
        Changed();
    }

    /// <summary>The environment's flags, for everybody.</summary>
    public IEnumerable<ServedFlag> List(bool forServer, bool hideDisabled) =>
        _document is { } document
            ? document.List(forServer, hideDisabled)
            : _flags.Values.Where(flag => IsVisible(flag, forServer, hideDisabled)).Select(flag => new ServedFlag(flag));

    /// <summary>One user's flags: what the document says; without one, what was set for the user by name, else what the first rule that holds says, else the environment's.</summary>
    public IEnumerable<ServedFlag> Evaluate(AskedUser user, bool forServer, bool hideDisabled)
    {
        if (_document is { } document)
        {
            return document.Evaluate(user, forServer, hideDisabled);
        }

        var ofUser = user.HasOverrides ? _overrides.GetValueOrDefault(user.Identifier) : null;
        var rules = _rules.Where(rule => user.Traits.Any(trait => Holds(rule, trait))).ToLookup(rule => rule.Flag, StringComparer.Ordinal);
        return _flags.Values.Select(flag => Evaluate(flag, ofUser, user.IdentityId, rules)).Where(served => IsVisible(served.State, forServer, hideDisabled));
    }

    private static ServedFlag Evaluate(FlagState flag, Dictionary<string, FlagState>? ofUser, long? identityId, ILookup<string, TraitRule> rules)
    {
        var name = flag.Feature.Name;
        if (ofUser?.GetValueOrDefault(name) is { } own)
        {
            return new ServedFlag(With(flag, own.Enabled, own.Value, own.Variant, own.Id), IdentityId: identityId);
        }

        return rules[name].FirstOrDefault() is { } rule
            ? new ServedFlag(With(flag, rule.Enabled, rule.FlagValue, flag.Variant, flag.Id), SegmentId: rule.Id)
            : new ServedFlag(flag);
    }

    private static bool Holds(TraitRule rule, ReturnedTrait trait) =>
        string.Equals(rule.TraitKey, trait.Key, StringComparison.Ordinal)
        && trait.Value is { } value
        && RespondJson.ToTraitValue(value) == rule.Value;

    private static FlagState With(FlagState flag, bool enabled, FlagValue value, string? variant, long? id) => new()
    {
        Id = id,
        Enabled = enabled,
        Value = value,
        EnvironmentId = flag.EnvironmentId,
        Feature = flag.Feature,
        Variant = variant,
    };

    private bool IsVisible(FlagState flag, bool forServer, bool hideDisabled) =>
        (forServer || !_serverOnly.Contains(flag.Feature.Name)) && (flag.Enabled || !hideDisabled);

    private FlagState Get(string name) => _flags.TryGetValue(name, out var flag)
        ? flag
        : throw new KeyNotFoundException($"There is no flag \"{name}\" on the server; set it first.");

    private long IdOf(string name)
    {
        if (!_ids.TryGetValue(name, out var id))
        {
            _ids[name] = id = _ids.Count + 1;
        }

        return id;
    }

    // Far from the ids of the environment's own states.
    private long NextStateId() => 100_000 + ++_lastStateId;

    private void Changed() => _changedAt = time.GetUtcNow();
}
