namespace Flagsmith.Polling.Benchmarks.Stress.Model;

/// <summary>The snapshots of one environment that one reader reads, one after the other: neither their version nor their content goes back. Not thread-safe.</summary>
internal sealed class EnvironmentTrail
{
    private long _version;
    private long _content;

    /// <param name="version">The snapshot's version.</param>
    /// <param name="content">The number of its content at the server; null where it has none.</param>
    /// <returns>What went back; null when nothing did.</returns>
    public string? Note(long version, long? content)
    {
        var fault = version < _version ? $"version {version} was read after {_version}"
            : content < _content ? $"content {content} was read after {_content}"
            : null;
        (_version, _content) = (version, content ?? _content);
        return fault;
    }
}
