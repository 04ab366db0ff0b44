using System.Net;
using Flagsmith.Polling.Identities;
using Microsoft.Extensions.Logging.Abstractions;

namespace Flagsmith.Polling.Tests.Identities;

/// <summary>What opens the circuit over the users' requests, and what closes it.</summary>
public sealed class IdentityCircuitTests
{
    private readonly ManualTimeProvider _time = new();
    private readonly IdentityCircuit _circuit;

    public IdentityCircuitTests() => _circuit = new IdentityCircuit(new MonotonicClock(_time), static () => 0.5, NullLogger.Instance);

    [TestCase(FlagsmithErrorKind.Unreachable, null, true)]
    [TestCase(FlagsmithErrorKind.Timeout, null, true)]
    [TestCase(FlagsmithErrorKind.Throttled, 429, true)]
    [TestCase(FlagsmithErrorKind.ServerError, 503, true)]
    [TestCase(FlagsmithErrorKind.ServerError, 500, false)]
    [TestCase(FlagsmithErrorKind.ServerError, 502, false)]
    [TestCase(FlagsmithErrorKind.InvalidResponse, 200, false)]
    [TestCase(FlagsmithErrorKind.InvalidResponse, 400, false)]
    [TestCase(FlagsmithErrorKind.Unauthorized, 403, false)]
    [TestCase(FlagsmithErrorKind.NotFound, 404, false)]
    public async Task TenFailuresOfOneUser_OpenItOnlyWhereTheyAreTheEndpoints(FlagsmithErrorKind failure, int? status, bool opens)
    {
        _time.Advance(TimeSpan.FromHours(1)); // at any age of the process
        for (var i = 0; i < 10; i++)
        {
            await FailAsync("one", failure, status);
        }

        IsOpen.Should().Be(opens);
    }

    [TestCase(FlagsmithErrorKind.ServerError, 500, true)]
    [TestCase(FlagsmithErrorKind.InvalidResponse, 200, true)]
    [TestCase(FlagsmithErrorKind.Unauthorized, 403, true)]
    [TestCase(FlagsmithErrorKind.InvalidResponse, 400, false)]
    public async Task TenFailuresOfTenUsers_OpenItUnlessTheRequestsAreWrong(FlagsmithErrorKind failure, int? status, bool opens)
    {
        for (var i = 0; i < 10; i++)
        {
            await FailAsync($"user-{i}", failure, status);
        }

        IsOpen.Should().Be(opens);
    }

    [Test]
    public async Task FewUsersWhoseRequestsFail_DoNotOpenIt()
    {
        for (var i = 0; i < 1000; i++)
        {
            await FailAsync($"user-{i % 9}", FlagsmithErrorKind.ServerError, 500);
        }

        IsOpen.Should().BeFalse();
    }

    [Test]
    public async Task Success_BeginsTheCountAnew()
    {
        for (var i = 0; i < 100; i++)
        {
            await FailAsync($"user-{i}", FlagsmithErrorKind.Timeout);
            IsOpen.Should().BeFalse();
            if (i % 9 == 8)
            {
                await SucceedAsync();
            }
        }
    }

    [Test]
    public async Task FailuresOfLongAgo_DoNotCount()
    {
        for (var i = 0; i < 50; i++)
        {
            await FailAsync($"user-{i}", FlagsmithErrorKind.Timeout);
            _time.Advance(TimeSpan.FromSeconds(4));
        }

        IsOpen.Should().BeFalse();
    }

    [Test]
    public async Task Open_LetsThreeRequestsThroughInEachPause_AndThePauseStaysBelowFiveSeconds()
    {
        await OpenAsync();
        var seconds = new List<double>();
        for (var round = 0; round < 6; round++)
        {
            seconds.Add(await PauseAsync());
            for (var probe = 0; probe < 3; probe++)
            {
                IsOpen.Should().BeFalse("a probe may pass");
                await FailAsync($"probe-{probe}", FlagsmithErrorKind.Timeout);
            }

            IsOpen.Should().BeTrue();
        }

        seconds.Should().Equal(1, 2, 4, 4, 4, 4);
    }

    [Test]
    public async Task AnyProbeThatSucceeds_ClosesIt()
    {
        await OpenAsync();
        await PauseAsync();
        await FailAsync("probe-1", FlagsmithErrorKind.Timeout);
        await FailAsync("probe-2", FlagsmithErrorKind.ServerError, 500);

        await SucceedAsync();

        for (var i = 0; i < 9; i++)
        {
            await FailAsync($"user-{i}", FlagsmithErrorKind.Timeout);
        }

        IsOpen.Should().BeFalse("ten in a row are needed again");
    }

    [Test]
    public async Task ProbesThatHang_DoNotKeepFurtherOnesOut()
    {
        await OpenAsync();
        await PauseAsync();
        var hanging = new TaskCompletionSource<int>();
        for (var probe = 0; probe < 3; probe++)
        {
            _ = _circuit.RunAsync("probe", () => hanging.Task);
        }

        IsOpen.Should().BeTrue();
        await PauseAsync();
        await SucceedAsync();

        IsOpen.Should().BeFalse();
    }

    [Test]
    public async Task CallerWhoLeaves_NeitherClosesNorOpensIt()
    {
        await OpenAsync();
        await PauseAsync();

        for (var probe = 0; probe < 3; probe++)
        {
            await _circuit.Awaiting(circuit => circuit.RunAsync("user", () => Task.FromCanceled<int>(new CancellationToken(canceled: true)))).Should().ThrowAsync<OperationCanceledException>();
        }

        IsOpen.Should().BeTrue();
    }

    [TestCase(20, 20)]
    [TestCase(86_400, 60)]
    public async Task RetryAfter_PausesAtOnce_ForAMinuteAtMost(int asked, int paused)
    {
        await FailAsync("one", FlagsmithErrorKind.Throttled, 429, TimeSpan.FromSeconds(asked));

        (await PauseAsync()).Should().Be(paused);
    }

    private bool IsOpen => _circuit.Rejection is not null;

    private async Task OpenAsync()
    {
        for (var i = 0; i < 10; i++)
        {
            await FailAsync($"user-{i}", FlagsmithErrorKind.Timeout);
        }

        IsOpen.Should().BeTrue();
    }

    private async Task<double> PauseAsync()
    {
        var began = _time.Elapsed;
        await _time.AdvanceUntilAsync(() => !IsOpen, TimeSpan.FromSeconds(0.5));
        return (_time.Elapsed - began).TotalSeconds;
    }

    private Task<int> SucceedAsync() => _circuit.RunAsync("somebody", static () => Task.FromResult(0));

    private async Task FailAsync(string user, FlagsmithErrorKind failure, int? status = null, TimeSpan? retryAfter = null)
    {
        var error = new FlagsmithApiException(failure, "Failed.", (HttpStatusCode?)status, retryAfter);
        await _circuit.Awaiting(circuit => circuit.RunAsync(user, () => Task.FromException<int>(error))).Should().ThrowAsync<FlagsmithApiException>();
    }
}
