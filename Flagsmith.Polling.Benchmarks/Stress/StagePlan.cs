using Flagsmith.Polling.Benchmarks.Stress.Model;

namespace Flagsmith.Polling.Benchmarks.Stress;

/// <summary>The settings of one provider, drawn at random.</summary>
internal sealed record StagePlan(StageKind Kind, TimeSpan Life, StressTimes Times)
{
    /// <summary>Fewer than ten: the number of a user is the last digit of his identifier.</summary>
    private const int Users = 8;

    /// <summary>The user who is only read where there is room: the one in whom a sudden empty list is sure to have been held.</summary>
    public const int QuietUser = 1;

    /// <summary>Two and two are equal in length and at their ends: so they share a place.</summary>
    private static readonly string[] ChurningUsers = [.. new[] { "a-one", "b-one", "a-two", "b-two" }.Select(user => $"{StageKind.Churning}-{user}")];

    /// <summary>Longer than the interval of the cache's maintenance.</summary>
    private static readonly TimeSpan LongLife = TimeSpan.FromSeconds(31);

    /// <summary>Gets whether the cache has the least room there can be, and newcomers fill it.</summary>
    public bool HasNewcomers => Kind is StageKind.Crowded or StageKind.Churning;

    public IEnumerable<string> Identifiers => Kind == StageKind.Churning ? ChurningUsers : Enumerable.Range(0, Users).Select(user => $"{Kind}-user-{user}");

    public static StagePlan Draw(StageKind kind, Random random)
    {
        var life = random.Next(5) == 0 ? LongLife + TimeSpan.FromSeconds(random.NextDouble()) : TimeSpan.FromSeconds(1 + (8 * random.NextDouble()));
        var backoff = kind == StageKind.Roomy ? 0 : random.Next(2) * 300;
        return new StagePlan(kind, life, new StressTimes(random.Next(1000, 3000), StaleIfError: 2000, FetchTimeout: 1500, backoff, KeepsAll: kind == StageKind.Roomy));
    }

    public void Apply(FlagsmithPollingOptions options)
    {
        options.EnvironmentKey = "ser.stress";
        options.ApiUrl = new Uri("https://flags.test/api/v1/");
        options.PollInterval = TimeSpan.FromSeconds(1);
        options.RequestTimeout = TimeSpan.FromSeconds(1);
        options.StartupTimeout = TimeSpan.FromSeconds(Kind == StageKind.Defaults ? 0 : 5);
        var users = options.Identities;
        users.TimeToLive = TimeSpan.FromMilliseconds(Times.TimeToLive);
        users.StaleIfError = TimeSpan.FromMilliseconds(Times.StaleIfError);
        users.FetchTimeout = TimeSpan.FromMilliseconds(Times.FetchTimeout);
        users.FailureBackoff = TimeSpan.FromMilliseconds(Times.FailureBackoff);
        users.MaxConcurrentFetches = 128;
        users.WhenEnvironmentChanges = Kind == StageKind.Crowded ? EnvironmentChangePolicy.FollowAndRefresh : EnvironmentChangePolicy.Follow;
        users.StaleWhileRevalidate = TimeSpan.FromSeconds(Kind == StageKind.Crowded ? 1 : 0);
        users.MaxEntries = HasNewcomers ? 100 : 10_000;
    }
}
