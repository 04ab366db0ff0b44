using Flagsmith.Polling.Hints;
using Flagsmith.Polling.Identities;
using Flagsmith.Polling.Snapshots;

namespace Flagsmith.Polling.Tests.Hints;

/// <summary>The users of whom a hint is remembered: bounded in number and in characters, and forgotten in time.</summary>
public sealed class UserHintsTests
{
    [TestCase(5, 1000)]
    [TestCase(1000, 262)]
    [TestCase(2000, 131)]
    public async Task Users_AreRememberedUpToABound_AndForgottenInTime(int length, int most)
    {
        var time = new ManualTimeProvider();
        var users = new UserHints(new NoUsers(), time, CancellationToken.None);
        for (var number = 0; number < most; number++)
        {
            users.TryAdd(Name(number, length)).Should().BeTrue();
        }

        users.TryAdd(Name(most, length)).Should().BeFalse();
        users.TryAdd(Name(0, length)).Should().BeTrue("a user who is remembered takes no more room");

        foreach (var seconds in (int[])[2, 10, 53])
        {
            await time.AdvanceUntilAsync(() => time.ArmedTimers == most && time.UntilNextTimer == TimeSpan.FromSeconds(seconds));
            time.Advance(TimeSpan.FromSeconds(seconds));
        }

        await time.AdvanceUntilAsync(() => users.TryAdd(Name(most, length)));
    }

    [Test]
    public async Task User_IsInvalidatedAtOnce_AndThreeTimesLater()
    {
        var time = new ManualTimeProvider();
        var source = new NoUsers();
        var users = new UserHints(source, time, CancellationToken.None);

        users.TryAdd("one");

        source.Invalidated.Should().Equal("one");
        foreach (var seconds in (int[])[2, 10, 53])
        {
            await time.AdvanceUntilAsync(() => time.UntilNextTimer == TimeSpan.FromSeconds(seconds));
            time.Advance(TimeSpan.FromSeconds(seconds));
        }

        await time.AdvanceUntilAsync(() => source.Invalidated.Count == 4);
    }

    [Test]
    public void UserBeyondTheBound_IsInvalidatedAtOnceAllTheSame()
    {
        var source = new NoUsers();
        var users = new UserHints(source, new ManualTimeProvider(), CancellationToken.None);

        users.TryAdd(new string('x', 300_000)).Should().BeFalse();

        source.Invalidated.Should().ContainSingle();
    }

    private static string Name(int number, int length) => $"{number}".PadLeft(length, 'x');

    private sealed class NoUsers : IUserSource
    {
        private readonly List<string> _invalidated = [];

        public IReadOnlyList<string> Invalidated
        {
            get
            {
                lock (_invalidated)
                {
                    return [.. _invalidated];
                }
            }
        }

        public ValueTask<IIdentityFlagSnapshot> ReadAsync(string identifier, bool mayFallBack, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask<IIdentityFlagSnapshot> ReadAsync(FlagIdentity identity, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<IIdentityFlagSnapshot> RefreshAsync(string identifier, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<IIdentityFlagSnapshot> SetTraitsAsync(IReadOnlyDictionary<string, TraitValue?> traits, string identifier, CancellationToken cancellationToken) => throw new NotSupportedException();

        public IReadOnlyList<string> GetSegments(FlagIdentity identity) => throw new NotSupportedException();

        public void CheckTraitKey(string key) => throw new NotSupportedException();

        public void Invalidate(string identifier)
        {
            lock (_invalidated)
            {
                _invalidated.Add(identifier);
            }
        }

        public Task MarkStaleAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public IdentityCacheFigures? ReadFigures() => null;
    }
}
