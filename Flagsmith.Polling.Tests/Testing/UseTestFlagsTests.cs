using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Flagsmith.Polling.Tests.Testing;

/// <summary>Doubles in the container of a whole application: wherever it looks, it meets them, and nothing of the real provider runs.</summary>
public sealed class UseTestFlagsTests : IDisposable
{
    private readonly TestFlagProvider _flags = new TestFlagProvider().Set("a_flag", true, 5);
    private readonly TestIdentityFlagProvider _users = new TestIdentityFlagProvider().Set("of_users", true);
    private readonly StubApi _api = new();

    public enum Order
    {
        Before,
        After,
        BeforeAndAfter,
        Alone,
    }

    private static string?[] Names => [null, "billing"];

    public void Dispose()
    {
        _flags.Dispose();
        _api.Dispose();
    }

    [Test]
    public async Task Application_WithoutAKey_StartsAndReadsTheDoublesEverywhere([ValueSource(nameof(Names))] string? name, [Values] Order order)
    {
        using var host = Build(name, order);
        await host.StartAsync();
        var services = host.Services;
        using var scope = services.CreateScope();

        Get<IFlagProvider>(services, name).Should().BeSameAs(_flags);
        Get<IIdentityFlagProvider>(services, name).Should().BeSameAs(_users);
        Get<IFlagSnapshot>(scope.ServiceProvider, name).Should().BeSameAs(_flags.Current);
        services.Invoking(root => Get<IFlagSnapshot>(root, name)).Should().Throw<InvalidOperationException>("a singleton would keep it for ever, as with the real provider");
        services.GetRequiredService<IOptionsMonitor<FlagsmithPollingOptions>>().Get(name ?? "").EnvironmentKey.Should().BeEmpty();
        await host.StopAsync();
        _api.Requests.Should().BeEmpty();
    }

    [Test]
    public async Task HealthCheck_JudgesTheDouble([ValueSource(nameof(Names))] string? name, [Values] Order order)
    {
        using var host = Build(name, order);
        await host.StartAsync();

        (await CheckAsync(host)).Status.Should().Be(HealthStatus.Healthy);
        _flags.Status = new FlagProviderStatus { State = FlagProviderState.Failing, IsReady = true, ConsecutiveFailures = 3 };
        var failing = await CheckAsync(host);

        failing.Status.Should().Be(HealthStatus.Degraded);
        failing.Data["failures"].Should().Be(3);
        failing.Data.Should().NotContainKey("ageSeconds");
    }

    [Test]
    public async Task SecondCall_ReplacesTheFirst([ValueSource(nameof(Names))] string? name)
    {
        var builder = NewBuilder();
        using var others = new TestFlagProvider().Set("of_the_second", true);
        Use(builder.Services, name, _flags, _users);
        Use(builder.Services, name, others, users: null);
        Add(builder, name);
        using var host = builder.Build();
        await host.StartAsync();

        Get<IFlagProvider>(host.Services, name).Should().BeSameAs(others);
        (await Get<IIdentityFlagProvider>(host.Services, name).GetFlagsAsync("ada")).IsEnabled("of_the_second").Should().BeTrue("users without doubles of their own have the environment's flags");
        using var scope = host.Services.CreateScope();
        Get<IFlagSnapshot>(scope.ServiceProvider, name).HasFeature("of_the_second").Should().BeTrue();
    }

    [Test]
    public async Task OtherEnvironments_ArePolledAndCheckedAsBefore([ValueSource(nameof(Names))] string? replaced)
    {
        var other = replaced is null ? "billing" : null;
        var builder = NewBuilder();
        Use(builder.Services, replaced, _flags, _users);
        Add(builder, replaced);
        Add(builder, other);
        using (var faulty = builder.Build())
        {
            (await faulty.Invoking(host => host.StartAsync()).Should().ThrowAsync<OptionsValidationException>())
                .Which.Failures.Should().ContainSingle().Which.Should().StartWith($"Flagsmith:{(other is null ? "" : other + ":")}EnvironmentKey ");
        }

        builder = NewBuilder();
        Use(builder.Services, replaced, _flags, _users);
        Add(builder, replaced);
        Add(builder, other, options => options.EnvironmentKey = "other-key");
        _api.RespondJson(Bodies.List(Bodies.Flag("polled")));
        using var host = builder.Build();
        await host.StartAsync();

        Get<IFlagProvider>(host.Services, other).Current.HasFeature("polled").Should().BeTrue();
        Get<IFlagProvider>(host.Services, replaced).Should().BeSameAs(_flags);
        _api.Requests.Should().OnlyContain(request => request.Headers.GetValues("X-Environment-Key").Single() == "other-key");
    }

    [Test]
    public async Task Doubles_OutliveTheHost([ValueSource(nameof(Names))] string? name, [Values] Order order)
    {
        using (var host = Build(name, order))
        {
            await host.StartAsync();
            await host.StopAsync();
        }

        await using var notices = _flags.WatchAsync().GetAsyncEnumerator();
        _flags.Set("a_flag", false);

        (await notices.MoveNextAsync()).Should().BeTrue("the next host of the same test reads them too");
    }

    [Test]
    public async Task ProviderThatAnApplicationRegistersItself_IsWhatAScopeAndTheHealthCheckRead([ValueSource(nameof(Names))] string? name)
    {
        var builder = NewBuilder();
        Add(builder, name, options => options.EnvironmentKey = "key");
        _ = name is null ? builder.Services.AddSingleton<IFlagProvider>(_flags) : builder.Services.AddKeyedSingleton<IFlagProvider>(name, _flags);
        _flags.Status = new FlagProviderStatus { State = FlagProviderState.Failing };
        using var host = builder.Build();
        using var scope = host.Services.CreateScope();

        Get<IFlagSnapshot>(scope.ServiceProvider, name).Should().BeSameAs(_flags.Current);
        (await CheckAsync(host)).Data["state"].Should().Be("Failing");
    }

    [Test]
    public void BadArguments_Throw()
    {
        var services = new ServiceCollection();

        services.Invoking(all => all.UseTestFlags(null!)).Should().Throw<ArgumentNullException>();
        services.Invoking(all => all.UseTestFlags("a:b", _flags)).Should().Throw<ArgumentException>().WithMessage("*colon*");
        services.Invoking(all => all.ReplaceFlagsmithPolling(_flags, null!)).Should().Throw<ArgumentNullException>();
    }

    private static async Task<HealthReportEntry> CheckAsync(IHost host) =>
        (await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync()).Entries.Single().Value;

    private static T Get<T>(IServiceProvider services, string? name)
        where T : notnull => name is null ? services.GetRequiredService<T>() : services.GetRequiredKeyedService<T>(name);

    private static HostApplicationBuilder NewBuilder() => new(new HostApplicationBuilderSettings { EnvironmentName = "Production", DisableDefaults = true });

    private static void Use(IServiceCollection services, string? name, IFlagProvider flags, IIdentityFlagProvider? users) =>
        _ = (name, users) switch
        {
            (null, null) => services.UseTestFlags(flags),
            (null, _) => services.UseTestFlags(flags, users),
            (_, null) => services.UseTestFlags(name, flags),
            _ => services.UseTestFlags(name, flags, users),
        };

    /// <summary>What an application does: it has no key, and would not start without data.</summary>
    private void Add(HostApplicationBuilder builder, string? name, Action<FlagsmithPollingOptions>? configure = null)
    {
        void Configure(FlagsmithPollingOptions options)
        {
            options.StartupPolicy = StartupPolicy.FailHost;
            options.StartupTimeout = TimeSpan.FromMinutes(5);
            configure?.Invoke(options);
        }

        var added = name is null ? builder.AddFlagsmithPolling(Configure) : builder.AddFlagsmithPolling(name, Configure);
        added.HttpClientBuilder.ConfigurePrimaryHttpMessageHandler(() => _api);
        builder.Services.AddHealthChecks().AddFlagsmithPolling(name);
    }

    private IHost Build(string? name, Order order)
    {
        var builder = NewBuilder();
        if (order is Order.Before or Order.BeforeAndAfter)
        {
            Use(builder.Services, name, _flags, _users);
        }

        if (order == Order.Alone)
        {
            Use(builder.Services, name, _flags, _users);
            builder.Services.AddHealthChecks().AddFlagsmithPolling(name);
            return builder.Build();
        }

        Add(builder, name);
        if (order is Order.After or Order.BeforeAndAfter)
        {
            Use(builder.Services, name, _flags, _users);
        }

        return builder.Build();
    }
}
