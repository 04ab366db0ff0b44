using System.Diagnostics.Metrics;
using System.Globalization;
using Flagsmith.Polling.Tests.Local;
using Microsoft.Extensions.DependencyInjection;

namespace Flagsmith.Polling.Tests.Faults;

/// <summary>A server with twelve flags, the first of which is overridden for one user, and a host that polls it over a real socket, each on a clock of its own.</summary>
internal sealed class FaultyEnvironment : IAsyncDisposable
{
    public const string User = "a_user";

    private const string UsersPath = "identities/";

    private readonly FlagsmithMode _mode;
    private readonly ManualTimeProvider _serverTime;
    private readonly MeterRecorder _meter;

    private FaultyEnvironment(LocalFlagsmith server, ManualTimeProvider serverTime, FlagsmithMode mode)
    {
        (Server, _serverTime, _mode) = (server, serverTime, mode);
        SetFlags("before");
        Polling = new PollingHost(
            options =>
            {
                options.Mode = mode;
                options.EnvironmentKey = Key;
                options.ApiUrl = server.ApiUrl;
                options.StartupPolicy = StartupPolicy.DoNotWait;
                options.MaxBodyBytes = 64 * 1024;
                options.Defaults[NameOf(0)] = new FlagDefault { Enabled = true, Value = "default" };
            },
            stubHttp: false);
        _meter = new MeterRecorder(Polling.Host.Services.GetRequiredService<IMeterFactory>());
    }

    public LocalFlagsmith Server { get; }

    public PollingHost Polling { get; }

    public string Key => IsLocal ? Server.ServerSideKey : Server.EnvironmentKey;

    /// <summary>Gets where the polls go.</summary>
    public string EnvironmentPath => IsLocal ? "environment-document/" : "flags/";

    /// <summary>Gets where the requests go that decide about a user's flags.</summary>
    public string UserPath => IsLocal ? EnvironmentPath : UsersPath;

    public IFlagSnapshot Current => Polling.Flags.Current;

    /// <summary>Gets the tags of the polls so far.</summary>
    public IReadOnlyList<string> Polls => [.. _meter.Of("polls").Select(poll => poll.Tags)];

    /// <summary>Gets the tags of the fetches of users so far.</summary>
    public IReadOnlyList<string> Fetches => [.. _meter.Of("identity.fetch.duration").Select(fetch => fetch.Tags)];

    /// <summary>Gets how the requests ended that decide about a user's flags, but for the first poll.</summary>
    public IEnumerable<string> UserRequests => IsLocal ? Polls.Skip(1) : Fetches;

    /// <summary>Gets the text of everything that was measured.</summary>
    public IEnumerable<string> Measured => _meter.Measured.Select(measurement => measurement.Tags);

    private bool IsLocal => _mode == FlagsmithMode.LocalEvaluation;

    public static async Task<FaultyEnvironment> CreateAsync(FlagsmithMode mode)
    {
        var time = new ManualTimeProvider();
        return new FaultyEnvironment(await LocalFlagsmith.StartAsync(options => options.TimeProvider = time), time, mode);
    }

    public static string NameOf(int index) => string.Create(CultureInfo.InvariantCulture, $"flag_{index:00}");

    /// <summary>Gives all flags a value, so that a good response is seen. The override stays.</summary>
    public void SetFlags(string value)
    {
        var names = Enumerable.Range(0, FaultExpectation.All).Select(NameOf).ToList();
        if (IsLocal)
        {
            _serverTime.Advance(TimeSpan.FromSeconds(1)); // Last-Modified has seconds
            Server.LoadEnvironmentDocument(Documents.Of(
                [.. names.Select(name => Documents.State(name, $"\"{value}\""))], segments: null, [Documents.Override(User, Documents.State(names[0], "\"mine\"", enabled: false))]));
            return;
        }

        names.ForEach(name => Server.SetFlag(name, enabled: true, value));
        Server.SetOverride(User, names[0], enabled: false, "mine");
    }

    /// <summary>Starts the host and waits for the end of its first poll.</summary>
    public async Task StartAsync(bool isSlow = false)
    {
        var polls = Polls.Count;
        await Polling.StartAsync();
        await UntilPolledAsync(polls, requests: 0, isSlow);
    }

    /// <summary>Moves the clock until the next poll is due, and waits for its end.</summary>
    /// <param name="isSlow">Whether only the time limit ends the poll.</param>
    public async Task PollAsync(bool isSlow = false)
    {
        var (polls, requests) = (Polls.Count, Server.Requests.Count);
        Polling.Time.Advance(Polling.Flags.Status.NextPollAt!.Value - Polling.Time.GetUtcNow());
        await UntilPolledAsync(polls, requests, isSlow);
    }

    /// <summary>Asks for a user, as of now: in local evaluation after a poll.</summary>
    /// <param name="isSlow">Whether only the time limit ends the request.</param>
    public async Task<IIdentityFlagSnapshot> AskAsync(bool isSlow = false)
    {
        if (IsLocal)
        {
            await PollAsync(isSlow);
            return Polling.Cached(User);
        }

        var requests = Server.Requests.Count;
        var asked = Polling.Users.GetFlagsAsync(User).AsTask();
        await PassAsync(requests, isSlow);
        return await asked;
    }

    /// <summary>Lets the pause after a failed fetch pass, which is as long as the server asked for.</summary>
    public Task ForgetFailureAsync()
    {
        Polling.Time.Advance(TimeSpan.FromSeconds(61));
        return Polling.Time.AdvanceUntilAsync(() => Polling.Flags.Status.NextPollAt > Polling.Time.GetUtcNow());
    }

    public async ValueTask DisposeAsync()
    {
        await Polling.DisposeAsync();
        await Server.DisposeAsync();
        _meter.Dispose();
    }

    private async Task UntilPolledAsync(int polls, int requests, bool isSlow)
    {
        await PassAsync(requests, isSlow);
        await Polling.Time.AdvanceUntilAsync(() => Polls.Count > polls && Polling.Flags.Status.NextPollAt is not null);
    }

    private async Task PassAsync(int requests, bool isSlow)
    {
        if (!isSlow)
        {
            return;
        }

        await Polling.Time.AdvanceUntilAsync(() => Server.Requests.Count > requests);
        for (var second = 0; second < 10; second++)
        {
            _serverTime.Advance(TimeSpan.FromSeconds(1));
            Polling.Time.Advance(TimeSpan.FromSeconds(1));
        }
    }
}
