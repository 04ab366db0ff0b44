namespace Flagsmith.Polling;

/// <summary>Takes hints that something has changed at Flagsmith: from a webhook, a message bus, a deployment.</summary>
/// <remarks>
/// A singleton of one environment; additional environments are keyed services by their name. Safe for any number of threads; no member waits or throws.
/// A hint is never data: it brings the next poll forward, and any number of hints at once cause one poll after the one in flight. As servers behind one address do not learn of a change at
/// the same moment (an Edge Proxy within 10 seconds, Core's cache within 60), a response that changes nothing is asked for again 2, 12 and 65 seconds after the hint.
/// Each hint about users takes effect at once and again at those times. Where hosts share a store, hints about users are passed on to all of them; what a poll shows reaches all by itself.
/// </remarks>
public interface IFlagChangeHints
{
    /// <summary>The environment's flags may have changed: polls now.</summary>
    void EnvironmentChanged();

    /// <summary>The flags of any user may have changed, and perhaps the environment's: polls now, and every cached user is fetched again with the next read. Users are readable meanwhile.</summary>
    /// <remarks>For changes of segments and of their overrides, which a poll of the environment's flags does not show.</remarks>
    void UsersChanged();

    /// <summary>One user's flags may have changed: removes the user from the cache. With <see cref="FlagsmithMode.LocalEvaluation"/>, where the overrides are in the environment document: polls now.</summary>
    /// <param name="identifier">The user.</param>
    /// <exception cref="ArgumentNullException"><paramref name="identifier"/> is <see langword="null"/>.</exception>
    void UserChanged(string identifier);
}
