using Flagsmith.Polling.Identities;
using Flagsmith.Polling.Refresh;
using Flagsmith.Polling.Snapshots;

namespace Flagsmith.Polling.Tests.Identities;

/// <summary>Which failures are remembered, of whom, and how long.</summary>
public sealed class FailureMemoryTests : IAsyncDisposable
{
    private static readonly TimeSpan Backoff = TimeSpan.FromSeconds(7);

    private readonly PollingHost _host = new(options => options.Identities.FailureBackoff = Backoff);
    private readonly ManualTimeProvider _time = new();
    private readonly FailureMemory _memory;

    public FailureMemoryTests() => _memory = MemoryOf(_host);

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Test]
    public void Failure_IsFoundForItsKeyAlone_UntilTheBackoffIsOver()
    {
        var error = Error();
        _memory.Find(Key("ada")).Should().BeNull();
        _memory.Remember(Key("ada", 1), error);

        _memory.Find(Key("ada", 1)).Should().BeSameAs(error);
        _memory.Find(Key("ada", 2)).Should().BeNull();
        _memory.Find(Key("ada")).Should().BeNull();
        _memory.Find(Key("bob", 1)).Should().BeNull();
        _time.Advance(Backoff - TimeSpan.FromTicks(1));
        _memory.Find(Key("ada", 1)).Should().BeSameAs(error);
        _time.Advance(TimeSpan.FromTicks(1));
        _memory.Find(Key("ada", 1)).Should().BeNull();
    }

    [Test]
    public void LaterFailureOfOneKey_TakesThePlaceOfTheEarlier()
    {
        var (first, second) = (Error(), Error());
        _memory.Remember(Key("ada"), first);
        _time.Advance(Backoff / 2);

        _memory.Remember(Key("ada"), second);

        _memory.Find(Key("ada")).Should().BeSameAs(second);
        _time.Advance(Backoff / 2);
        _memory.Find(Key("ada")).Should().BeSameAs(second, "the later one lasts longer");
    }

    [Test]
    public void OneUser_HasEightFailures_OfWhichTheNewestStay()
    {
        for (var variant = 0; variant < 9; variant++)
        {
            _memory.Remember(Key("ada", variant), Error());
        }

        Enumerable.Range(0, 9).Where(variant => _memory.Find(Key("ada", variant)) is not null).Should().Equal(1, 2, 3, 4, 5, 6, 7, 8);
    }

    [Test]
    public void TenThousandUsers_AreRemembered_AndThoseWhoAreThereMayFailAgain()
    {
        for (var user = 0; user < 10_001; user++)
        {
            _memory.Remember(Key($"user-{user}"), Error());
        }

        var again = Error();
        _memory.Remember(Key("user-0", 1), again);

        _memory.Find(Key("user-9999")).Should().NotBeNull();
        _memory.Find(Key("user-10000")).Should().BeNull();
        _memory.Find(Key("user-0", 1)).Should().BeSameAs(again);
    }

    [Test]
    public void Sweep_MakesRoomForOthers_OnceTheBackoffIsOver()
    {
        for (var user = 0; user < 10_000; user++)
        {
            _memory.Remember(Key($"user-{user}"), Error());
        }

        _time.Advance(Backoff - TimeSpan.FromTicks(1));
        _memory.Sweep();
        _memory.Remember(Key("late"), Error());
        _memory.Find(Key("late")).Should().BeNull("all are remembered still");
        _memory.Find(Key("user-5000")).Should().NotBeNull();

        _time.Advance(TimeSpan.FromTicks(1));
        _memory.Sweep();
        _memory.Remember(Key("late"), Error());

        _memory.Find(Key("late")).Should().NotBeNull();
    }

    [Test]
    public void Sweep_TakesWhatIsOver_AndKeepsTheUsersOtherFailures()
    {
        _memory.Remember(Key("ada", 1), Error());
        _time.Advance(Backoff / 2);
        _memory.Remember(Key("ada", 2), Error());
        _time.Advance(Backoff / 2);

        _memory.Sweep();

        _memory.Find(Key("ada", 1)).Should().BeNull();
        _memory.Find(Key("ada", 2)).Should().NotBeNull();
    }

    [Test]
    public void Forget_TakesThatKeyAlone()
    {
        _memory.Forget(Key("ada", 1)); // nothing there
        _memory.Remember(Key("ada", 1), Error());
        _memory.Remember(Key("ada", 2), Error());
        _memory.Remember(Key("bob", 1), Error());

        _memory.Forget(Key("ada", 1));
        _memory.Forget(Key("carl", 1));

        _memory.Find(Key("ada", 1)).Should().BeNull();
        _memory.Find(Key("ada", 2)).Should().NotBeNull();
        _memory.Find(Key("bob", 1)).Should().NotBeNull();
    }

    [Test]
    public async Task WithoutBackoff_NothingIsRemembered()
    {
        await using var host = new PollingHost(static options => options.Identities.FailureBackoff = TimeSpan.Zero);
        var memory = MemoryOf(host);

        memory.Remember(Key("ada"), Error());

        memory.Find(Key("ada")).Should().BeNull();
    }

    private FailureMemory MemoryOf(PollingHost host) => new(((FlagProvider)host.Flags).Environment.Settings, new MonotonicClock(_time));

    private static FlagsmithApiException Error() => new(FlagsmithErrorKind.ServerError, "Failed.");

    private static IdentityKey Key(string identifier, int? variant = null) => new(identifier, variant is { } number
        ? new TraitSetKey(TraitSet.Of([KeyValuePair.Create("number", (TraitValue)number)]), IdentityPersistence.None)
        : null);
}
