using System.Text;
using System.Text.Json;
using Flagsmith.Polling.Http;
using Flagsmith.Polling.Refresh;

namespace Flagsmith.Polling.Tests.Refresh;

public sealed class FlagPublisherTests
{
    private readonly FlagSnapshotStore _store = new(DefaultSnapshot.Of(new FlagsmithPollingOptions()));
    private readonly FlagPublisher _publisher;

    public FlagPublisherTests() => _publisher = new FlagPublisher(_store, new StatusTracker(new ManualTimeProvider()), new ManualTimeProvider());

    [Test]
    public async Task Accept_SameBytes_ParsesNothing()
    {
        var list = Bodies.List([.. Enumerable.Range(0, 1_000).Select(number => Bodies.Flag("flag" + number))]);
        _publisher.Accept(await BodyAsync(list)).IsNews.Should().BeTrue();
        var same = await BodyAsync(list);

        var before = GC.GetAllocatedBytesForCurrentThread();
        var publication = _publisher.Accept(same);
        var bytes = GC.GetAllocatedBytesForCurrentThread() - before;

        publication.IsNews.Should().BeFalse();
        bytes.Should().BeLessThan(256, "a parse of 1,000 flags takes hundreds of kilobytes");
    }

    [Test]
    public async Task Accept_ValueChanged_SharesTheCatalogAndTheOtherFlags()
    {
        _publisher.Accept(await BodyAsync(Bodies.List(Bodies.Flag("a"), Bodies.Flag("b"))));
        var first = _store.Current;

        _publisher.Accept(await BodyAsync(Bodies.List(Bodies.Flag("b", value: "2"), Bodies.Flag("a"))));

        _store.Current.Catalog.Should().BeSameAs(first.Catalog);
        _store.Current.GetFlag("a").Should().BeSameAs(first.GetFlag("a"));
        _store.Current.Flags.Select(flag => flag.Feature.Name).Should().Equal("a", "b");
    }

    [Test]
    public async Task Accept_FlagGone_MakesANewCatalog()
    {
        _publisher.Accept(await BodyAsync(Bodies.List(Bodies.Flag("a"), Bodies.Flag("b"))));

        _publisher.Accept(await BodyAsync(Bodies.List(Bodies.Flag("b"))));

        _store.Current.HasFeature("a").Should().BeFalse();
        _store.Current.IsEnabled("b").Should().BeTrue();
    }

    [Test]
    public async Task Accept_BrokenBodyBetweenEqualOnes_ChangesNothing()
    {
        _publisher.Accept(await BodyAsync(Bodies.List(Bodies.Flag("a"))));
        var first = _store.Current;
        var broken = await BodyAsync("[{");

        _publisher.Invoking(publisher => publisher.Accept(broken)).Should().Throw<JsonException>();

        _publisher.Accept(await BodyAsync(Bodies.List(Bodies.Flag("a")))).IsNews.Should().BeFalse();
        _store.Current.Should().BeSameAs(first);
    }

    [TestCase("[1,2,3]")]
    [TestCase("[\"maintenance\"]")]
    [TestCase("[{\"name\":\"good\",\"on\":true}]")]
    public async Task Accept_NoEntryIsAFlag_IsRefusedAtAnyTime(string list)
    {
        var atFirst = await BodyAsync(list);
        _publisher.Invoking(publisher => publisher.Accept(atFirst)).Should().Throw<JsonException>();
        _store.Current.Source.Should().Be(FlagSource.Defaults);
        _publisher.Accept(await BodyAsync(Bodies.List(Bodies.Flag("a"))));

        for (var time = 0; time < 3; time++)
        {
            var later = await BodyAsync(list);
            _publisher.Invoking(publisher => publisher.Accept(later, acceptsEmpty: true)).Should().Throw<JsonException>();
        }

        _store.Current.HasFeature("a").Should().BeTrue("what is no flag takes none away");
    }

    [Test]
    public async Task Accept_BrokenBehindWhatIsTheSame_SaysAtWhichByte()
    {
        var list = Bodies.List(Bodies.Flag("a"), Bodies.Flag("b"), Bodies.Flag("c"));
        _publisher.Accept(await BodyAsync(list));
        var broken = await BodyAsync(list[..^1] + "}");

        _publisher.Invoking(publisher => publisher.Accept(broken)).Should().Throw<JsonException>().Which.BytePositionInLine.Should().Be(list.LastIndexOf(']') - list.LastIndexOf('\n') - 1);
    }

    [Test]
    public async Task Accept_AfterDefaultsTookOver_ReadsTheSameFlagsAgain()
    {
        var list = Bodies.List(Bodies.Flag("a"), Bodies.Flag("b"));
        _publisher.Accept(await BodyAsync(list));
        _store.Publish(DefaultSnapshot.Of(new FlagsmithPollingOptions(), version: 2, defaultValues: null));

        _publisher.Accept(await BodyAsync(list)).IsNews.Should().BeTrue();

        _store.Current.Flags.Select(flag => flag.Feature.Name).Should().Equal("a", "b");
    }

    private static async Task<PooledBody> BodyAsync(string text) =>
        (await PooledBody.ReadAsync(new MemoryStream(Encoding.UTF8.GetBytes(text)), announced: null, most: 1 << 24, CancellationToken.None))!;
}
