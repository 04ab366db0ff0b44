using Flagsmith.Polling.Identities;
using Flagsmith.Polling.Testing;

namespace Flagsmith.Polling.Tests.Identities;

/// <summary>The public face before any source of users: it checks for null, and nothing else.</summary>
public sealed class UserSourceTests
{
    private readonly RecordingSource _source = new();

    [Test]
    public async Task Null_IsRefusedBeforeTheSourceHearsOfIt()
    {
        var users = new IdentityFlagProvider(_source);
        Func<Task>[] calls =
        [
            async () => await users.GetFlagsAsync((string)null!),
            async () => await users.GetFlagsAsync((FlagIdentity)null!),
            () => users.GetFlagsAsync(null!, [KeyValuePair.Create("plan", (TraitValue)"gold")]).AsTask(),
            async () => await users.GetTraitsAsync(null!),
            () => users.RefreshAsync(null!),
            () => users.SetTraitsAsync(null!, "one"),
            () => users.SetTraitsAsync(new Dictionary<string, TraitValue?>(), null!),
            () => Task.Run(() => users.GetSegments(null!)),
            () => Task.Run(() => users.Invalidate(null!)),
        ];

        foreach (var call in calls)
        {
            await call.Should().ThrowAsync<ArgumentNullException>();
        }

        _source.Calls.Should().BeEmpty();
    }

    [Test]
    public async Task WhatAServerCouldNotStore_IsLeftToTheSource()
    {
        var users = new IdentityFlagProvider(_source);
        var traits = new Dictionary<string, TraitValue?> { [" "] = long.MaxValue };

        await users.GetFlagsAsync("");
        await users.GetFlagsAsync(new FlagIdentity("\0") { Traits = new Dictionary<string, TraitValue> { [""] = long.MaxValue } });
        await users.RefreshAsync(" ");
        await users.SetTraitsAsync(traits, "");
        users.GetSegments(new FlagIdentity(""));
        users.CheckTraitKey("");
        users.Invalidate("");

        _source.Calls.Should().Equal("read with fallback", "read with traits", "refresh", "set traits", "segments", "check", "invalidate");
    }

    [Test]
    public async Task GetTraits_ReturnsThoseOfTheUser_AndTakesNoFallback([Values] bool isWaiting)
    {
        var users = new IdentityFlagProvider(_source);
        var gate = new TaskCompletionSource();
        _source.Gate = isWaiting ? gate.Task : Task.CompletedTask;

        var read = users.GetTraitsAsync("one");
        read.IsCompleted.Should().Be(!isWaiting);
        gate.SetResult();

        (await read).Should().ContainKey("plan");
        _source.Calls.Should().Equal("read without fallback");
    }

    [Test]
    public async Task TraitsInASpan_ReachASourceThatReadsIdentities()
    {
        await new IdentityFlagProvider(_source).GetFlagsAsync("one", [KeyValuePair.Create("plan", (TraitValue)"gold")]);

        _source.LastRead!.Identifier.Should().Be("one");
        _source.LastRead.Traits.Should().Contain(KeyValuePair.Create("plan", (TraitValue)"gold"));
    }

    private sealed class RecordingSource : IUserSource
    {
        private readonly IIdentityFlagSnapshot _user =
            new FlagSnapshotBuilder().BuildForIdentity(new Dictionary<string, TraitValue> { ["plan"] = "x" });

        public List<string> Calls { get; } = [];

        public Task Gate { get; set; } = Task.CompletedTask;

        public ValueTask<IIdentityFlagSnapshot> ReadAsync(string identifier, bool mayFallBack, CancellationToken cancellationToken) =>
            new(NoteAsync(mayFallBack ? "read with fallback" : "read without fallback"));

        public FlagIdentity? LastRead { get; private set; }

        public ValueTask<IIdentityFlagSnapshot> ReadAsync(FlagIdentity identity, CancellationToken cancellationToken)
        {
            LastRead = identity;
            return new ValueTask<IIdentityFlagSnapshot>(NoteAsync("read with traits"));
        }

        public Task<IIdentityFlagSnapshot> RefreshAsync(string identifier, CancellationToken cancellationToken) => NoteAsync("refresh");

        public Task<IIdentityFlagSnapshot> SetTraitsAsync(
            IReadOnlyDictionary<string, TraitValue?> traits, string identifier, CancellationToken cancellationToken) => NoteAsync("set traits");

        public IReadOnlyList<string> GetSegments(FlagIdentity identity)
        {
            Calls.Add("segments");
            return [];
        }

        public void CheckTraitKey(string key) => Calls.Add("check");

        public void Invalidate(string identifier) => Calls.Add("invalidate");

        public Task MarkStaleAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public IdentityCacheFigures? ReadFigures() => null;

        private async Task<IIdentityFlagSnapshot> NoteAsync(string call)
        {
            Calls.Add(call);
            await Gate;
            return _user;
        }
    }
}
