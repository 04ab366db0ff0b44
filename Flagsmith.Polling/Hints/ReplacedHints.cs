namespace Flagsmith.Polling.Hints;

/// <summary>The hints of an environment whose providers are the application's own: they are passed on as far as the providers have members for them.</summary>
internal sealed class ReplacedHints(IIdentityFlagProvider users) : IFlagChangeHints
{
    /// <summary>Does nothing: nothing polls.</summary>
    public void EnvironmentChanged()
    {
    }

    /// <summary>Does nothing: no user is cached.</summary>
    public void UsersChanged()
    {
    }

    public void UserChanged(string identifier)
    {
        ArgumentNullException.ThrowIfNull(identifier);
        users.Invalidate(identifier);
    }
}
