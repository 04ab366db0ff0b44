using Flagsmith.Polling.Evaluation.Model;
using Flagsmith.Polling.Evaluation.Properties;

namespace Flagsmith.Polling.Evaluation.Plans;

/// <summary>Finds where properties come from: traits get numbers, and paths are followed as far as they lead without a user. Used by one thread.</summary>
internal sealed class PropertyCompiler(EvaluationContext context, Dictionary<string, int> flags)
{
    private static readonly CompiledProperty None = new(ConstantSource.Unset, NeedsUser: true, Flag: null);

    private readonly Dictionary<string, CompiledProperty> _known = new(StringComparer.Ordinal);
    private Dictionary<string, SegmentContext>? _segments; // by key; few documents read segments

    /// <summary>Gets the number of each trait.</summary>
    public Dictionary<string, int> Slots { get; } = new(StringComparer.Ordinal);

    /// <summary>Returns a property; null and the empty text have no value.</summary>
    public CompiledProperty Compile(string? property)
    {
        if (string.IsNullOrEmpty(property))
        {
            return None;
        }

        if (!_known.TryGetValue(property, out var known))
        {
            _known[property] = known = Make(property);
        }

        return known;
    }

    private CompiledProperty Make(string property)
    {
        var slot = SlotOf(property);
        if (!PropertyPathParser.TryParse(property, out var path))
        {
            return new CompiledProperty(new TraitSource(slot), NeedsUser: true, Flag: null);
        }

        return new CompiledProperty(new PathSource(slot, SourceOf(path)), !path.IsOfEnvironment, path.Flag is { } name && flags.TryGetValue(name, out var flag) ? flag : null);
    }

    private PropertySource SourceOf(PropertyPath path) => path.Names switch
    {
        ["identity", "identifier"] => new IdentifierSource(),
        ["identity", "key"] => new IdentityKeySource(),
        ["identity", "traits", { } key] => new TraitSource(SlotOf(key)),
        ["flags", { } name, var member] when flags.TryGetValue(name, out var index) => new FlagMemberSource(index, member),
        _ => new ConstantSource(ConstantOf(path)),
    };

    private EvaluationValue ConstantOf(PropertyPath path) => path.Names switch
    {
        ["environment", "key"] => context.EnvironmentKey,
        ["environment", "name"] => context.EnvironmentName,
        ["features", { } name, var member] when flags.TryGetValue(name, out var index) => Read(context.Features[index], member),
        ["segments", { } key, var member] when FindSegment(key) is { } segment => Read(segment, member),
        _ => EvaluationValue.Unset,
    };

    private static EvaluationValue Read(FeatureContext feature, string? member) => member switch
    {
        "key" => feature.Key,
        "name" => feature.Name,
        "enabled" => feature.Enabled,
        "value" => EvaluationValue.Of(feature.Value),
        _ => EvaluationValue.Unset,
    };

    private static EvaluationValue Read(SegmentContext segment, string? member) => member switch
    {
        "key" => segment.Key,
        "name" => segment.Name,
        _ => EvaluationValue.Unset,
    };

    /// <summary>Returns the segment of that key, the last one of several.</summary>
    private SegmentContext? FindSegment(string key)
    {
        if (_segments is null)
        {
            _segments = new Dictionary<string, SegmentContext>(StringComparer.Ordinal);
            foreach (var segment in context.Segments)
            {
                _segments[segment.Key] = segment;
            }
        }

        return _segments.GetValueOrDefault(key);
    }

    private int SlotOf(string key)
    {
        if (!Slots.TryGetValue(key, out var slot))
        {
            Slots[key] = slot = Slots.Count;
        }

        return slot;
    }
}
