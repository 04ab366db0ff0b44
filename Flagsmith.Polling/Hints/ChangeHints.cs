using Flagsmith.Polling.Identities;

namespace Flagsmith.Polling.Hints;

/// <summary>Takes the hints of one environment, and lets them take effect on its polls and on its users.</summary>
internal sealed class ChangeHints : IFlagChangeHints, IUserHintReceiver
{
    private readonly IUserSource _users;
    private readonly bool _areUsersPolled;
    private readonly HintSeries _environment;
    private readonly HintSeries _allUsers;
    private readonly UserHints _singleUsers;
    private readonly IUserNotices? _fleet;
    private readonly CancellationToken _stopping;

    /// <param name="pollAsync">Polls, and returns whether something new was published.</param>
    /// <param name="users">The environment's users.</param>
    /// <param name="areUsersPolled">Whether all about users is in what is polled.</param>
    /// <param name="time">The clock.</param>
    /// <param name="stopping">Ends all effects.</param>
    /// <param name="fleet">Passes hints about users on to the other hosts; null where none is shared with. What a poll shows reaches them by itself.</param>
    public ChangeHints(Func<Task<bool>> pollAsync, IUserSource users, bool areUsersPolled, TimeProvider time, CancellationToken stopping, IUserNotices? fleet = null)
    {
        _users = users;
        _areUsersPolled = areUsersPolled;
        _environment = new HintSeries(HintSchedule.NowAndLater, pollAsync, time, stopping);
        _allUsers = new HintSeries(HintSchedule.NowAndLater, MarkUsersAsync, time, stopping);
        _singleUsers = new UserHints(users, time, stopping);
        _stopping = stopping;
        _fleet = fleet;
    }

    public void EnvironmentChanged() => _environment.Begin();

    public void UsersChanged()
    {
        _environment.Begin();
        if (!_areUsersPolled)
        {
            _allUsers.Begin();
            _fleet?.UsersChanged();
        }
    }

    public void UserChanged(string identifier)
    {
        ArgumentNullException.ThrowIfNull(identifier);
        if (_areUsersPolled)
        {
            _environment.Begin();
        }
        else
        {
            UserChangedElsewhere(identifier);
            _fleet?.UserChanged(identifier);
        }
    }

    public void UsersChangedElsewhere()
    {
        if (!_areUsersPolled)
        {
            _allUsers.Begin();
        }
    }

    public void UserChangedElsewhere(string identifier)
    {
        if (!_areUsersPolled && !_singleUsers.TryAdd(identifier))
        {
            _allUsers.Begin();
        }
    }

    private async Task<bool> MarkUsersAsync()
    {
        await _users.MarkStaleAsync(_stopping).ConfigureAwait(false);
        return false;
    }
}
