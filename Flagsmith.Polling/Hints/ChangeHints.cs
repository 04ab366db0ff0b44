using Flagsmith.Polling.Identities;

namespace Flagsmith.Polling.Hints;

/// <summary>Takes the hints of one environment, and lets them take effect on its polls and on its users.</summary>
internal sealed class ChangeHints : IFlagChangeHints
{
    private readonly IUserSource _users;
    private readonly bool _areUsersPolled;
    private readonly HintSeries _environment;
    private readonly HintSeries _allUsers;
    private readonly UserHints _singleUsers;
    private readonly CancellationToken _stopping;

    /// <param name="pollAsync">Polls, and returns whether something new was published.</param>
    /// <param name="users">The environment's users.</param>
    /// <param name="areUsersPolled">Whether all about users is in what is polled.</param>
    /// <param name="time">The clock.</param>
    /// <param name="stopping">Ends all effects.</param>
    public ChangeHints(Func<Task<bool>> pollAsync, IUserSource users, bool areUsersPolled, TimeProvider time, CancellationToken stopping)
    {
        _users = users;
        _areUsersPolled = areUsersPolled;
        _environment = new HintSeries(HintSchedule.NowAndLater, pollAsync, time, stopping);
        _allUsers = new HintSeries(HintSchedule.NowAndLater, MarkUsersAsync, time, stopping);
        _singleUsers = new UserHints(users, time, stopping);
        _stopping = stopping;
    }

    public void EnvironmentChanged() => _environment.Begin();

    public void UsersChanged()
    {
        _environment.Begin();
        if (!_areUsersPolled)
        {
            _allUsers.Begin();
        }
    }

    public void UserChanged(string identifier)
    {
        ArgumentNullException.ThrowIfNull(identifier);
        if (_areUsersPolled)
        {
            _environment.Begin();
        }
        else if (!_singleUsers.TryAdd(identifier))
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
