using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

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
        }).HttpClient.ConfigurePrimaryHttpMessageHandler(() => other);
        polling.Api.AnswerJson(Bodies.List(Bodies.Flag("mine")));
        other.AnswerJson(Bodies.List(Bodies.Flag("theirs")));

        await polling.StartAsync();

        var services = polling.Host.Services;
        var flags = services.GetRequiredKeyedService<IFlagProvider>("other");
        await polling.Time.AdvanceUntilAsync(() => other.Requests.Count >= 3, TimeSpan.FromSeconds(1));
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
        polling.Api.AnswerJson(Bodies.List(Bodies.Flag("new")));

        await polling.Flags.RefreshAsync();

        scope.ServiceProvider.GetRequiredService<IFlagSnapshot>().Should().BeSameAs(first);
        using var next = polling.Host.Services.CreateScope();
        next.ServiceProvider.GetRequiredService<IFlagSnapshot>().HasFeature("new").Should().BeTrue();
    }

    [TestCase("")]
    [TestCase("a:b")]
    [TestCase("Defaults")]
    public void AddFlagsmithPolling_NameThatCannotBe_Throws(string name) =>
        new ServiceCollection().Invoking(services => services.AddFlagsmithPolling(name)).Should().Throw<ArgumentException>();

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
            builder.Services.AddFlagsmithPolling("own", (Microsoft.Extensions.Configuration.IConfigurationSection)builder.Configuration.GetSection("Own")),
        };
        foreach (var added in all)
        {
            added.HttpClient.ConfigurePrimaryHttpMessageHandler(() => api);
        }

        using var host = builder.Build();
        await host.StartAsync();
        await host.StopAsync();

        all.Select(added => added.HttpClient.Name).Should()
            .Equal("Flagsmith.Polling", "Flagsmith.Polling:built", "Flagsmith.Polling:named", "Flagsmith.Polling:own");
        api.Requests.Select(request => request.Headers.GetValues("X-Environment-Key").Single()).Should()
            .BeEquivalentTo("key-of-Flagsmith", "key-of-Flagsmith:built", "key-of-Flagsmith:named", "key-of-Own");
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
