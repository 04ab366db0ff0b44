namespace Flagsmith.Polling.Testing;

/// <content>The users' segments.</content>
public sealed partial class TestIdentityFlagProvider
{
    private readonly Dictionary<string, IReadOnlyList<string>> _segments = new(StringComparer.Ordinal);

    /// <summary>Sets the segments that a user is in. They have no effect on the user's flags.</summary>
    /// <param name="identifier">The user.</param>
    /// <param name="segments">The segments' names, in the order in which <see cref="GetSegments"/> returns them. They replace the user's former ones.</param>
    /// <returns>This provider.</returns>
    public TestIdentityFlagProvider SetSegmentsFor(string identifier, params IEnumerable<string> segments)
    {
        ArgumentException.ThrowIfNullOrEmpty(identifier);
        ArgumentNullException.ThrowIfNull(segments);
        var names = segments.ToList().AsReadOnly();
        lock (_gate)
        {
            _segments[identifier] = names;
        }

        return this;
    }

    /// <summary>Returns the segments that were set for the user; none by default.</summary>
    /// <param name="identity">The user. The traits have no effect.</param>
    /// <returns>The names.</returns>
    /// <exception cref="FlagsmithApiException"><see cref="Error"/> or <see cref="IsFallback"/> is set.</exception>
    public IReadOnlyList<string> GetSegments(FlagIdentity identity)
    {
        ArgumentNullException.ThrowIfNull(identity);
        if (Outage is { } error)
        {
            throw error;
        }

        lock (_gate)
        {
            return _segments.GetValueOrDefault(identity.Identifier) ?? [];
        }
    }
}
