namespace Flagsmith.Polling.Hints;

/// <summary>Passes hints about users on to the other hosts of a fleet. Waits for nothing and throws nothing.</summary>
internal interface IUserNotices
{
    /// <summary>The flags of any user may have changed.</summary>
    void UsersChanged();

    /// <summary>One user's flags may have changed.</summary>
    void UserChanged(string identifier);
}
