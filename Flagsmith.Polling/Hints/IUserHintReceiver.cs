namespace Flagsmith.Polling.Hints;

/// <summary>Takes hints about users that another host of the fleet has passed on. Waits for nothing and throws nothing.</summary>
internal interface IUserHintReceiver
{
    /// <summary>The flags of any user may have changed.</summary>
    void UsersChangedElsewhere();

    /// <summary>One user's flags may have changed.</summary>
    void UserChangedElsewhere(string identifier);
}
