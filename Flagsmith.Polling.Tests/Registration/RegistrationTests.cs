using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Flagsmith.Polling.Tests.Registration;

public sealed class RegistrationTests
{
    [Test]
    public async Task TwoNames_BothPollAndNothingMixes()
    {
        await using var polling = new PollingHost();
        using var other = new StubApi();
        polling.Services.AddFlagsmithPolling("other", options =>
        {
            options.EnvironmentKey = "other-key";
            options.ApiUrl = new Uri("https://other.test/v1/");
            options.PollInterval = TimeSpan.FromSeconds(10);
        }).HttpClientBuilder.ConfigurePrimaryHttpMessageHandler(() => other);
        polling.Api.RespondJson(Bodies.List(Bodies.Flag("mine")));
        other.RespondJson(Bodies.List(Bodies.Flag("theirs")));

        await polling.StartAsync();

        var services = polling.Host.Services;
        var flags = services.GetRequiredKeyedService<IFlagProvider>("other");
        while (other.Requests.Count < 10)
        {
            // One poll at a time: a clock that goes on while one is being sent would give the quicker environment fewer.
            await polling.Time.AdvanceUntilAsync(() => polling.Flags.Status.NextPollAt is not null && flags.Status.NextPollAt is not null && polling.Time.ArmedTimers == 2);
            var before = polling.Api.Requests.Count + other.Requests.Count;
            polling.Time.Advance(polling.Time.UntilNextTimer!.Value);
            await polling.Time.AdvanceUntilAsync(() => polling.Api.Requests.Count + other.Requests.Count > before);
        }

        polling.Api.Requests.Should().HaveCountLessThanOrEqualTo(3, "it polls once a minute, the other every ten seconds");
        flags.Should().NotBeSameAs(polling.Flags);
        flags.Current.HasFeature("theirs").Should().BeTrue();
        flags.Current.HasFeature("mine").Should().BeFalse();
        polling.Flags.Current.HasFeature("theirs").Should().BeFalse();
        other.Requests.Should().OnlyContain(request => request.RequestUri == new Uri("https://other.test/v1/flags/"));
        other.Requests.Select(request => request.Headers.GetValues("X-Environment-Key").Single()).Distinct().Should().Equal("other-key");
        polling.Api.Requests.Select(request => request.Headers.GetValues("X-Environment-Key").Single()).Distinct().Should().Equal(PollingHost.Key);
        using var scope = services.CreateScope();
        scope.ServiceProvider.GetRequiredKeyedService<IFlagSnapshot>("other").HasFeature("theirs").Should().BeTrue();
    }

    [Test]
    public async Task OneNameTwice_AddsSettingsAndPollsOnce()
    {
        await using var polling = new PollingHost();
        var second = polling.Services.AddFlagsmithPolling(options => options.CustomHeaders["X-Second"] = "yes");

        await polling.StartAsync();
        await polling.UntilPlannedAsync();

        second.Name.Should().BeEmpty();
        polling.Api.Requests.Should().ContainSingle().Which.Headers.GetValues("X-Second").Should().Equal("yes");
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task OneNameTwice_CodeWinsOverEverySection(bool ownSection)
    {
        await using var polling = new PollingHost(options => options.PollInterval = TimeSpan.FromSeconds(30));
        polling.Configuration["Flagsmith:PollInterval"] = "00:00:10";
        polling.Configuration["Flagsmith:RequestTimeout"] = "00:00:11";
        polling.Configuration["Own:PollInterval"] = "00:00:20";
        polling.Configuration["Own:RequestTimeout"] = "00:00:21";
        if (ownSection)
        {
            polling.Services.AddFlagsmithPolling(polling.Configuration.GetSection("Own"));
        }

        polling.Services.AddFlagsmithPolling();

        var options = polling.Host.Services.GetRequiredService<IOptions<FlagsmithPollingOptions>>().Value;
        options.PollInterval.Should().Be(TimeSpan.FromSeconds(30), "code wins over sections, whichever call adds them");
        options.RequestTimeout.Should().Be(TimeSpan.FromSeconds(ownSection ? 21 : 11), "the later section wins, and the first is not read again");
    }

    [Test]
    public async Task OneSectionTwice_ItsFaultsAreListedOnce()
    {
        await using var polling = new PollingHost();
        polling.Configuration["Flagsmith:PollInterval"] = "60";
        polling.Services.AddFlagsmithPolling();
        polling.Services.AddFlagsmithPolling(polling.Configuration.GetSection("Flagsmith"));

        (await polling.Invoking(host => host.StartAsync()).Should().ThrowAsync<OptionsValidationException>())
            .Which.Failures.Should().ContainSingle().Which.Should().StartWith("Flagsmith:PollInterval ");
    }

    [Test]
    public async Task Snapshot_FromASingletonInProduction_ThrowsASentenceThatHelps()
    {
        await using var polling = new PollingHost();
        polling.Services.AddSingleton<Frozen>();

        polling.Invoking(host => host.Host.Services.GetRequiredService<Frozen>()).Should().Throw<InvalidOperationException>()
            .WithMessage("*IFlagProvider*Current*");
        polling.Invoking(host => host.Host.Services.GetRequiredService<IFlagSnapshot>()).Should().Throw<InvalidOperationException>();
    }

    [Test]
    public async Task Snapshot_OfAScope_StaysTheSameForTheScope()
    {
        await using var polling = new PollingHost();
        await polling.StartAsync();
        using var scope = polling.Host.Services.CreateScope();
        var first = scope.ServiceProvider.GetRequiredService<IFlagSnapshot>();
        polling.Api.RespondJson(Bodies.List(Bodies.Flag("new")));

        await polling.Flags.RefreshAsync();

        scope.ServiceProvider.GetRequiredService<IFlagSnapshot>().Should().BeSameAs(first);
        using var next = polling.Host.Services.CreateScope();
        next.ServiceProvider.GetRequiredService<IFlagSnapshot>().HasFeature("new").Should().BeTrue();
    }

    [TestCase("", "*empty*")]
    [TestCase("a:b", "*colon*Flagsmith:a:b*")]
    [TestCase("Defaults", "*setting*Flagsmith:Defaults*")]
    [TestCase("defaults", "*setting*Flagsmith:defaults*")]
    [TestCase("pollinterval", "*setting*Flagsmith:pollinterval*")]
    [TestCase(" x", "*blank*Write \"x\"*")]
    [TestCase("x\t", "*blank*Write \"x\"*")]
    public void AddFlagsmithPolling_NameThatCannotBe_Throws(string name, string message) =>
        new ServiceCollection().Invoking(services => services.AddFlagsmithPolling(name)).Should().Throw<ArgumentException>().WithMessage(message);

    [Test]
    public async Task Overloads_ReadTheirSection()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        foreach (var section in new[] { "Flagsmith", "Flagsmith:named", "Flagsmith:built", "Own" })
        {
            builder.Configuration[section + ":EnvironmentKey"] = "key-of-" + section;
        }

        using var api = new StubApi();
        var all = new[]
        {
            builder.AddFlagsmithPolling(),
            builder.AddFlagsmithPolling("built"),
            builder.Services.AddFlagsmithPolling("named"),
            builder.Services.AddFlagsmithPolling("own", (IConfigurationSection)builder.Configuration.GetSection("Own")),
        };
        foreach (var added in all)
        {
            added.HttpClientBuilder.ConfigurePrimaryHttpMessageHandler(() => api);
        }

        builder.Services.AddSingleton<TimeProvider>(new ManualTimeProvider()); // on which no second poll comes
        using var host = builder.Build();
        await host.StartAsync();
        await host.StopAsync();

        all.Select(added => added.HttpClientBuilder.Name).Should()
            .Equal("Flagsmith.Polling", "Flagsmith.Polling:built", "Flagsmith.Polling:named", "Flagsmith.Polling:own");
        api.Requests.Select(request => request.Headers.GetValues("X-Environment-Key").Single()).Should()
            .BeEquivalentTo("key-of-Flagsmith", "key-of-Flagsmith:built", "key-of-Flagsmith:named", "key-of-Own");
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task Overloads_OfServicesWithoutABuilder_ReadTheirSection(bool ownSection)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Flagsmith:EnvironmentKey"] = "key-of-Flagsmith",
            ["Own:EnvironmentKey"] = "key-of-Own",
        }).Build();
        using var api = new StubApi();
        var services = new ServiceCollection().AddSingleton<IConfiguration>(configuration);
        var added = ownSection ? services.AddFlagsmithPolling(configuration.GetSection("Own")) : services.AddFlagsmithPolling();
        added.HttpClientBuilder.ConfigurePrimaryHttpMessageHandler(() => api);
        await using var provider = services.BuildServiceProvider();

        await provider.GetRequiredService<IFlagProvider>().RefreshAsync();

        api.Requests.Single().Headers.GetValues("X-Environment-Key").Should().Equal(ownSection ? "key-of-Own" : "key-of-Flagsmith");
    }

    [Test]
    public async Task Services_WithoutAnyConfiguration_TakeWhatIsSetInCode()
    {
        using var api = new StubApi();
        var services = new ServiceCollection();
        services.AddFlagsmithPolling(options => options.EnvironmentKey = "key-in-code").HttpClientBuilder.ConfigurePrimaryHttpMessageHandler(() => api);
        await using var provider = services.BuildServiceProvider();

        await provider.GetRequiredService<IFlagProvider>().RefreshAsync();

        api.Requests.Single().Headers.GetValues("X-Environment-Key").Should().Equal("key-in-code");
    }

    [Test]
    public async Task HttpClient_FactoryLogsNothing()
    {
        await using var polling = new PollingHost();
        await polling.StartAsync();

        polling.Logs.Lines.Should().NotContain(line => line.Text.Contains("HTTP request", StringComparison.Ordinal));
    }

    private sealed class Frozen(IFlagSnapshot flags)
    {
        public IFlagSnapshot Flags { get; } = flags;
    }
}
