using Flagsmith.Polling.Benchmarks.Stress.Actors;
using Flagsmith.Polling.Benchmarks.Stress.Model;
using Flagsmith.Polling.Benchmarks.Stress.Server;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Flagsmith.Polling.Benchmarks.Stress;

/// <summary>The life of one provider: started, called by many at once, disposed under their hands.</summary>
internal sealed class StressStage(StagePlan plan, Sequence sequence, Pace pace, Violations violations, StressCounts counts, Random random)
{
    private const int Actors = 24;
    private const int Spinners = 1;
    private const int Newcomers = 2;
    private const int Churners = 6;

    private static readonly TimeSpan MaxForEnd = TimeSpan.FromSeconds(40); // more than any call may take

    private readonly StageState _state = new();

    public async Task RunAsync(CancellationToken stopping)
    {
        var log = new StressLog(_state);
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([new("Flagsmith:Defaults:number:Enabled", "true"), new("Flagsmith:Defaults:number:Value", "0")]).Build();
        using var api = new StressApi(plan.Kind, _state, sequence, counts);
        var models = plan.Identifiers.Select(user => new UserModel(user, plan.Times, _state, sequence, pace, violations)).ToArray();
        Array.ForEach(models, api.Add);
        var services = Build(configuration, log, api);
        var environment = services.GetRequiredService<IFlagProvider>();
        var users = services.GetRequiredService<IIdentityFlagProvider>();
        await Task.WhenAll(services.GetServices<IHostedService>().Select(service => service.StartAsync(CancellationToken.None)));

        using var listener = environment.OnChange(new NoticeTrail(violations).Note);
        using var tokens = new ReloadTokenWatch(environment, violations);
        using var ended = new CancellationTokenSource();
        var running = Start(environment, users, models, api, configuration, log, ended.Token);
        await Task.Delay(plan.Life, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await EndAsync(services, running, ended);
        await AfterDisposal.CheckAsync(environment, users, models[0].Identifier, violations);
        counts.Disposed();
    }

    private ServiceProvider Build(IConfigurationRoot configuration, StressLog log, StressApi api)
    {
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.AddProvider(log));
        services.AddSingleton<IConfiguration>(configuration);
        services.AddFlagsmithPolling(configuration.GetSection("Flagsmith"))
            .HttpClientBuilder.ConfigurePrimaryHttpMessageHandler(() => api).SetHandlerLifetime(Timeout.InfiniteTimeSpan);
        services.Configure<FlagsmithPollingOptions>(plan.Apply);
        return services.BuildServiceProvider();
    }

    private List<Task> Start(
        IFlagProvider environment, IIdentityFlagProvider users, UserModel[] models, StressApi api, IConfigurationRoot configuration, StressLog log, CancellationToken ended)
    {
        var environmentCaller = new EnvironmentCaller(environment, api, _state, violations);
        List<Task> running =
        [
            Task.Run(() => new EnvironmentActor(environmentCaller, api, random.Next()).RunAsync(ended), CancellationToken.None),
            Task.Run(() => new ReloadActor(configuration, plan.Kind, log, violations, counts, random.Next()).RunAsync(ended), CancellationToken.None),
        ];
        if (plan.Kind == StageKind.Defaults)
        {
            return running;
        }

        var caller = new UserCaller(users, models, api, _state, counts);
        if (plan.HasNewcomers)
        {
            running.AddRange(Run(plan.Kind == StageKind.Churning ? Newcomers : 1, seed => new NewcomerActor(users, _state, violations, seed).RunAsync(ended)));
        }

        if (plan.Kind == StageKind.Churning)
        {
            running.AddRange(Run(Churners, seed => new ChurnActor(caller, seed).RunAsync(ended)));
            running.AddRange(Enumerable.Range(0, models.Length / 2).Select(pair => new ChurnSpinner(caller, 2 * pair, _state, counts).RunAsync(ended)));
            return running;
        }

        var writes = new WriteSlots(models.Length);
        running.AddRange(Run(Actors, seed => new UserActor(caller, plan.Kind, sequence, writes, seed).RunAsync(ended)));
        running.AddRange(Run(Spinners, seed => new ReadSpinner(caller, environmentCaller, _state, counts, seed).RunAsync(ended)));
        return running;
    }

    private Task[] Run(int count, Func<int, Task> run) =>
        [.. Enumerable.Range(0, count).Select(_ => random.Next()).ToArray().Select(seed => Task.Run(() => run(seed), CancellationToken.None))];

    /// <summary>Disposes while all call on; then all must come to an end.</summary>
    private async Task EndAsync(ServiceProvider services, List<Task> running, CancellationTokenSource ended)
    {
        _state.End();
        try
        {
            await services.DisposeAsync().AsTask().WaitAsync(MaxForEnd);
            await ended.CancelAsync();
            await Task.WhenAll(running).WaitAsync(MaxForEnd);
        }
        catch (TimeoutException)
        {
            await ended.CancelAsync();
            violations.Add(StressRule.CallHangs, $"a {plan.Kind} provider or its callers have not ended {MaxForEnd.TotalSeconds:F0} s after its disposal began");
        }
    }
}
