using System.Text;
using Flagsmith.Polling.Refresh;
using Flagsmith.Polling.Snapshots;
using Flagsmith.Polling.Sources;
using Flagsmith.Polling.Wire;

namespace Flagsmith.Polling.Tests.Sharing;

/// <summary>What the publisher does with the flags that another host has polled.</summary>
public sealed class SharedPublicationTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly ManualTimeProvider _time = new();
    private readonly FlagSnapshotStore _flags = new(DefaultSnapshot.Of(new FlagsmithPollingOptions()));
    private readonly StatusTracker _status;
    private readonly FlagPublisher _publisher;

    public SharedPublicationTests()
    {
        _status = new StatusTracker(_time);
        _publisher = new FlagPublisher(_flags, _status, _time);
    }

    [Test]
    public void AcceptShared_PublishesWithTheTimeAtWhichTheOtherHostPolled()
    {
        var version = _flags.Current.Version;

        _publisher.AcceptShared(ContentOf("flag_a"), Minute).IsNews.Should().BeTrue();

        _flags.Current.Version.Should().Be(version + 1);
        _flags.Current.FetchedAt.Should().Be(_time.GetUtcNow() - Minute);
        _status.Age.Should().Be(Minute);
    }

    [Test]
    public void AcceptShared_OfTheSame_ConfirmsWithoutNews()
    {
        var content = ContentOf("flag_a");
        _publisher.AcceptShared(content, Minute);
        var first = _flags.Current;

        _publisher.AcceptShared(content, TimeSpan.Zero).IsNews.Should().BeFalse();

        _flags.Current.Should().BeSameAs(first);
        _status.Age.Should().Be(TimeSpan.Zero);
    }

    [Test]
    public void EmptyList_AfterOneThatTheFleetHasOverruled_IsHeldAgain()
    {
        _publisher.Accept(ContentOf("flag_a"));
        _publisher.Accept(ContentOf()).IsHeld.Should().BeTrue();
        _publisher.AcceptShared(ContentOf("flag_a"), TimeSpan.Zero);

        _publisher.Accept(ContentOf()).IsHeld.Should().BeTrue("the list before it was not empty");

        _flags.Current.HasFeature("flag_a").Should().BeTrue();
    }

    [TestCase(59, true)]
    [TestCase(60, true, Description = "the fleet's flags go before those of the file")]
    [TestCase(61, false)]
    public void TryRestoreShared_AfterTheFile_PublishesWhatIsNotOlder(int seconds, bool isPublished)
    {
        _publisher.TryRestore(ContentOf("flag_file").Flags, _time.GetUtcNow() - Minute);
        var before = _flags.Current;

        _publisher.TryRestoreShared(ContentOf("flag_store"), _time.GetUtcNow() - TimeSpan.FromSeconds(seconds)).Should().Be(isPublished);

        CheckPublished(before, isPublished, "flag_store", FlagSource.SharedStore, seconds);
    }

    [TestCase(59, true)]
    [TestCase(60, false)]
    [TestCase(61, false)]
    public void TryRestore_AfterTheStore_PublishesWhatIsYounger(int seconds, bool isPublished)
    {
        _publisher.TryRestoreShared(ContentOf("flag_store"), _time.GetUtcNow() - Minute);
        var before = _flags.Current;

        _publisher.TryRestore(ContentOf("flag_file").Flags, _time.GetUtcNow() - TimeSpan.FromSeconds(seconds)).Should().Be(isPublished);

        CheckPublished(before, isPublished, "flag_file", FlagSource.LastKnownGood, seconds);
    }

    [Test]
    public void TryRestoreShared_AfterAResponse_PublishesNothing()
    {
        _publisher.Accept(ContentOf("flag_a"));
        var before = _flags.Current;

        _publisher.TryRestoreShared(ContentOf("flag_store"), _time.GetUtcNow()).Should().BeFalse();

        _flags.Current.Should().BeSameAs(before);
    }

    private void CheckPublished(FlagSnapshot before, bool isPublished, string flag, FlagSource source, int age)
    {
        if (!isPublished)
        {
            _flags.Current.Should().BeSameAs(before);
            return;
        }

        _flags.Current.HasFeature(flag).Should().BeTrue();
        _flags.Current.Source.Should().Be(source);
        _flags.Current.Version.Should().Be(before.Version + 1);
        _status.Age.Should().Be(TimeSpan.FromSeconds(age));
    }

    private static FlagContent ContentOf(params string[] names) =>
        new([.. FlagListReader.Read(Encoding.UTF8.GetBytes(Bodies.List([.. names.Select(name => Bodies.Flag(name))])), 100).Flags]);
}
