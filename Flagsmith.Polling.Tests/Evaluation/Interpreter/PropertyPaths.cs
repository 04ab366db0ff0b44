using System.Collections.Concurrent;
using Flagsmith.Polling.Evaluation.Properties;

namespace Flagsmith.Polling.Tests.Evaluation.Interpreter;

/// <summary>The paths among the properties of one context, each parsed once. Thread-safe.</summary>
internal sealed class PropertyPaths
{
    private readonly ConcurrentDictionary<string, PropertyPath?> _paths = new(StringComparer.Ordinal);

    /// <summary>Returns a property as a path; null for the key of a trait, for no property, and for a path that is not singular.</summary>
    public PropertyPath? Find(string? property) =>
        property is not null && property.StartsWith(PropertyPath.Prefix, StringComparison.Ordinal)
            ? _paths.GetOrAdd(property, static text => PropertyPathParser.TryParse(text, out var path) ? path : null)
            : null;
}
