using System.Diagnostics;
using Flagsmith.Polling.Identities;
using Flagsmith.Polling.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Flagsmith.Polling.Benchmarks.Memory;

/// <summary>The provider as an application has it, with users in its cache, on a clock that stands still until it is moved.</summary>
internal sealed class CachedUsers : IAsyncDisposable
{
    private const int WarmUpUsers = 200;

    private static readonly TimeSpan BetweenLines = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(2);

    private readonly UserPopulation _population;
    private readonly PopulationApi _api;
    private readonly ServiceProvider _services;
    private readonly RemoteUserSource _users;

    /// <param name="most">How many users there will be.</param>
    /// <param name="flags">How many flags the environment has.</param>
    public CachedUsers(int most, int flags = 100)
    {
        _population = new UserPopulation(flags);
        _api = new PopulationApi(_population);
        var services = new ServiceCollection().AddSingleton<TimeProvider>(Time);
        services.AddFlagsmithPolling(options =>
        {
            options.EnvironmentKey = "ser.benchmark";
            options.Identities.MaxEntries = most + (most / 10) + 1_000; // the cache makes room from 95 % on
            options.Identities.StaleIfError = TimeSpan.Zero; // an hour less to wait for
        }).HttpClientBuilder.ConfigurePrimaryHttpMessageHandler(() => _api);
        _services = services.BuildServiceProvider();
        _users = _services.GetRequiredKeyedService<RemoteUserSource>(Options.DefaultName);
        Provider = _services.GetRequiredService<IIdentityFlagProvider>();
    }

    public ManualTimeProvider Time { get; } = new();

    public IIdentityFlagProvider Provider { get; }

    public int Count => _users.Count;

    public int FlagCount => _population.FlagCount;

    /// <summary>Loads the environment, and fetches some users and forgets them, so that what is made once is made.</summary>
    public async Task WarmUpAsync()
    {
        await _services.GetRequiredService<IFlagProvider>().RefreshAsync();
        for (var user = 0; user < WarmUpUsers; user++)
        {
            Check(await Provider.GetFlagsAsync(UserPopulation.Identifier(user)));
            Provider.Invalidate(UserPopulation.Identifier(user));
        }
    }

    /// <summary>Fetches the users, as many at once as there are cores.</summary>
    /// <param name="users">How many.</param>
    /// <param name="tell">Takes a line about how far it has got.</param>
    public async Task FillAsync(int users, Action<string> tell)
    {
        var started = Stopwatch.GetTimestamp();
        var done = 0;
        var lines = 0;
        await Parallel.ForAsync(0, users, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, async (user, token) =>
        {
            await Provider.GetFlagsAsync(UserPopulation.Identifier(user), token);
            var fetched = Interlocked.Increment(ref done);
            var line = (int)(Stopwatch.GetElapsedTime(started) / BetweenLines);
            if (Interlocked.Exchange(ref lines, line) < line)
            {
                tell($"  {fetched:N0} of {users:N0} users");
            }
        });
        tell($"  {Count:N0} users in {Stopwatch.GetElapsedTime(started).TotalSeconds:F1} s");
    }

    /// <summary>Moves the clock past the users' time, and waits until the library's own timer has let them go. Calls nothing of the provider.</summary>
    public async Task ExpireAsync()
    {
        var options = new IdentityOptions();
        Time.Advance((options.TimeToLive * 1.1) + options.StaleWhileRevalidate);
        var started = Stopwatch.GetTimestamp();
        while (Count > 0 && Stopwatch.GetElapsedTime(started) < LongestWait)
        {
            Time.Advance(UserMaintenance.Interval);
            await Task.Delay(TimeSpan.FromMilliseconds(200));
        }
    }

    /// <summary>Toggles each flag of the environment and gives it another value, and polls. No user is fetched from now on.</summary>
    public Task ChangeAllFlagsAsync() => ChangeAsync(_population.WriteChangedEnvironment());

    /// <summary>Gives each flag of the environment another name, and polls. No user is fetched from now on.</summary>
    public Task RenameAllFlagsAsync() => ChangeAsync(_population.WriteRenamedEnvironment());

    /// <summary>Gives the users as they are cached.</summary>
    public IEnumerable<CachedUser> Walk() => _users.Walk();

    /// <summary>Lets some of the users follow the environment, as the maintenance does.</summary>
    /// <returns>Whether there may be more users.</returns>
    public bool FollowSlice(IEnumerator<CachedUser> users)
    {
        var hasFollowed = false;
        return _users.Maintenance.FollowSlice(users, ref hasFollowed);
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    private async Task ChangeAsync(byte[] environment)
    {
        _api.IsHanging = true;
        _api.Environment = environment;
        await _services.GetRequiredService<IFlagProvider>().RefreshAsync();
    }

    private void Check(IIdentityFlagSnapshot user)
    {
        var differences = ((Snapshots.IdentityFlagSnapshot)user).Overlay.Differences;
        if (user.Flags.Count != FlagCount || differences != UserPopulation.Differences || user.Traits.Count != 3)
        {
            throw new InvalidOperationException($"A user has {user.Flags.Count} flags, {differences} of his own, and {user.Traits.Count} traits.");
        }
    }
}
