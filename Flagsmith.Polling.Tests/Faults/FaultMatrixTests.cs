using Microsoft.Extensions.Logging;

namespace Flagsmith.Polling.Tests.Faults;

/// <summary>Every fault in both modes, at the first load, after a good load, and while what decides about a user is fetched: what is good stays, the error is logged, the next good response heals.</summary>
[TestFixture(FlagsmithMode.Remote)]
[TestFixture(FlagsmithMode.LocalEvaluation)]
public sealed class FaultMatrixTests(FlagsmithMode mode)
{
    private static readonly string First = FaultyEnvironment.NameOf(0);
    private static readonly string Second = FaultyEnvironment.NameOf(1);

    private static IEnumerable<TestCaseData> Faults() => Fault.All.Select(fault => new TestCaseData(fault).SetArgDisplayNames(fault.ToString()));

    [TestCaseSource(nameof(Faults))]
    public async Task FirstLoad(Fault fault)
    {
        var expected = FaultExpectation.Of(fault);
        await using var environment = await FaultyEnvironment.CreateAsync(mode);
        environment.Server.Inject(fault, environment.EnvironmentPath);

        await environment.StartAsync(IsSlow(expected));

        if (expected.Failure is null)
        {
            CheckPublished(environment, expected, "before");
        }
        else
        {
            environment.Current.Should().BeEquivalentTo(new { Source = FlagSource.Defaults, Version = 0L }, options => options.ExcludingMissingMembers());
            environment.Current.GetValue(First, "").Should().Be("default");
            CheckFailed(environment, expected, isReady: false);
        }

        if (mode == FlagsmithMode.LocalEvaluation)
        {
            environment.Polling.Cached(FaultyEnvironment.User).IsFallback.Should().Be(expected.Failure is not null);
        }

        await CheckHealedAsync(environment, expected);
    }

    [TestCaseSource(nameof(Faults))]
    public async Task AfterAGoodLoad(Fault fault)
    {
        var expected = FaultExpectation.Of(fault);
        await using var environment = await FaultyEnvironment.CreateAsync(mode);
        await environment.StartAsync();
        var before = environment.Current;
        environment.SetFlags("meanwhile");
        environment.Server.Inject(fault, environment.EnvironmentPath);

        await environment.PollAsync(IsSlow(expected));

        if (expected.Failure is not null)
        {
            environment.Current.Should().BeSameAs(before);
            before.GetValue(First, "").Should().Be("before");
            CheckFailed(environment, expected, isReady: true);
        }
        else if (expected.Keeps == 0)
        {
            environment.Current.Should().BeSameAs(before);
            Logged(environment).Should().Equal("EmptyHeld");
            environment.Polls[^1].Should().EndWith("outcome=held");
        }
        else
        {
            CheckPublished(environment, expected, "meanwhile");
        }

        await CheckHealedAsync(environment, expected);
    }

    [TestCaseSource(nameof(Faults))]
    public async Task User(Fault fault)
    {
        var expected = FaultExpectation.Of(fault);
        await using var environment = await FaultyEnvironment.CreateAsync(mode);
        await environment.StartAsync();
        environment.SetFlags("meanwhile");
        environment.Server.Inject(fault, environment.UserPath);
        var ofUser = expected.OfUser(mode, expected.Failure is { } failure ? TagOf(failure) : "");

        var user = await environment.AskAsync(IsSlow(expected));

        user.IsFallback.Should().Be(ofUser.IsFallback);
        user.Flags.Should().HaveCount(ofUser.Flags);
        (user.GetValue(First, ""), user.GetValue(Second, "")).Should().Be((ofUser.First, ofUser.Second));
        Logged(environment).Should().Equal(ofUser.Logged.Length > 0 ? [ofUser.Logged] : []);
        environment.Polling.Logs.Lines.Should().NotContain(line => line.Event == ofUser.Logged && !line.Text.Contains(expected.Says, StringComparison.Ordinal));
        environment.UserRequests.Should().ContainSingle().Which.Should().EndWith(ofUser.Outcome);
        environment.Polling.Flags.Status.State.Should().Be(ofUser.State, "a fault of a user's response is not the environment's");
        environment.Server.ClearFaults();
        environment.Polling.Users.Invalidate(FaultyEnvironment.User);
        await environment.ForgetFailureAsync();

        var healed = await environment.AskAsync();

        healed.Should().BeEquivalentTo(new { IsFallback = false, Source = FlagSource.Api }, options => options.ExcludingMissingMembers());
        healed.GetValue(First, "").Should().Be("mine");
        CheckSecrets(environment);
    }

    [Test]
    public async Task IdleClose_UnderARequestForAUser_IsAskedOnceMore()
    {
        await using var environment = await FaultyEnvironment.CreateAsync(mode);
        await environment.StartAsync();
        var before = environment.Server.Requests.Count;
        environment.Server.Inject(Fault.IdleClose, environment.UserPath);

        (await environment.AskAsync()).IsFallback.Should().BeFalse();

        environment.Server.Requests.Skip(before).Select(request => request.Path).Should().Equal(environment.UserPath, environment.UserPath);
    }

    [Test]
    public async Task NoFlags_Twice_ArePublished()
    {
        await using var environment = await FaultyEnvironment.CreateAsync(mode);
        await environment.StartAsync();
        environment.Server.Inject(Fault.NoFlags, environment.EnvironmentPath, times: 2);
        await environment.PollAsync();

        await environment.PollAsync();

        environment.Current.Flags.Should().BeEmpty();
        Logged(environment).Should().Equal("EmptyHeld");
    }

    private static void CheckPublished(FaultyEnvironment environment, FaultExpectation expected, string value)
    {
        environment.Current.Source.Should().Be(FlagSource.Api);
        environment.Current.Flags.Should().HaveCount(expected.Keeps);
        environment.Current.Flags.Where(flag => !flag.Enabled || flag.Value != value).Should().BeEmpty();
        environment.Current.HasFeature(First).Should().Be(expected is { LeavesOut: 0, Keeps: > 0 });
        environment.Polling.Flags.Status.Should().BeEquivalentTo(new { State = FlagProviderState.Fresh, ConsecutiveFailures = 0, IsReady = true });
        environment.Polls[^1].Should().EndWith("outcome=published");
        Logged(environment).Should().Equal(expected.LeavesOut > 0 ? ["FlagsSkipped"] : []);
    }

    private static void CheckFailed(FaultyEnvironment environment, FaultExpectation expected, bool isReady)
    {
        var status = environment.Polling.Flags.Status;
        status.Should().BeEquivalentTo(new { ConsecutiveFailures = 1, IsReady = isReady });
        status.State.Should().Be(FlagProviderState.Failing, "one refusal may be a deployment's");
        status.LastError!.Kind.Should().Be(expected.Failure);
        status.LastError.Message.Should().Contain(expected.Says);
        Logged(environment).Should().Equal("OutageBegan");
        environment.Polls[^1].Should().EndWith($"outcome=failed,error.type={TagOf(expected.Failure!.Value)}");
        if (expected.Failure == FlagsmithErrorKind.Throttled)
        {
            (status.NextPollAt - environment.Polling.Time.GetUtcNow()).Should().BeGreaterThanOrEqualTo(TimeSpan.FromSeconds(90));
        }
    }

    private static async Task CheckHealedAsync(FaultyEnvironment environment, FaultExpectation expected)
    {
        environment.Server.ClearFaults();
        environment.SetFlags("after");

        await environment.PollAsync();

        environment.Current.Flags.Should().HaveCount(FaultExpectation.All).And.OnlyContain(flag => flag.Value == "after");
        environment.Polling.Flags.Status.Should().BeEquivalentTo(new { State = FlagProviderState.Fresh, ConsecutiveFailures = 0, IsReady = true, LastError = (object?)null });
        environment.Polls[^1].Should().EndWith("outcome=published");
        environment.Polling.Logs.Count("OutageEnded").Should().Be(expected.Failure is null ? 0 : 1);
        CheckSecrets(environment);
    }

    /// <summary>The key went to no other host, and neither it nor the user into a log line or a metric.</summary>
    private static void CheckSecrets(FaultyEnvironment environment)
    {
        environment.Server.Requests.Should().OnlyContain(request => request.Headers["Host"] == environment.Server.ApiUrl.Authority);
        environment.Polling.Logs.Lines.Should().NotContain(line =>
            line.Text.Contains(environment.Key, StringComparison.Ordinal) || line.Text.Contains(FaultyEnvironment.User, StringComparison.Ordinal));
        environment.Measured.Should().NotContain(text => text.Contains(environment.Key, StringComparison.Ordinal) || text.Contains(FaultyEnvironment.User, StringComparison.Ordinal));
    }

    /// <summary>The names of what was told as a warning or worse.</summary>
    private static IEnumerable<string?> Logged(FaultyEnvironment environment) =>
        environment.Polling.Logs.Lines.Where(line => line.Level >= LogLevel.Warning).Select(line => line.Event);

    private static bool IsSlow(FaultExpectation expected) => expected.Failure == FlagsmithErrorKind.Timeout;

    private static string TagOf(FlagsmithErrorKind failure) => failure switch
    {
        FlagsmithErrorKind.Unreachable => "unreachable",
        FlagsmithErrorKind.Timeout => "timeout",
        FlagsmithErrorKind.Unauthorized => "unauthorized",
        FlagsmithErrorKind.NotFound => "not_found",
        FlagsmithErrorKind.Throttled => "throttled",
        FlagsmithErrorKind.ServerError => "server_error",
        _ => "invalid_response",
    };
}
