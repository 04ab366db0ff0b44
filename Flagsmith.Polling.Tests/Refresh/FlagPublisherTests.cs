using System.Text.Json;
using Flagsmith.Polling.Http;
using Flagsmith.Polling.Snapshots;

namespace Flagsmith.Polling.Tests.Refresh;

public sealed class FlagPublisherTests
{
    private readonly ListReceiver _lists = new();

    [Test]
    public async Task Accept_SameBytes_ParsesNothing()
    {
        var list = Bodies.List([.. Enumerable.Range(0, 1_000).Select(number => Bodies.Flag("flag" + number))]);
        _lists.Accept(await ListReceiver.BodyAsync(list)).IsNews.Should().BeTrue();
        var same = new Queue<PooledBody>();
        for (var body = 0; body < 10; body++)
        {
            same.Enqueue(await ListReceiver.BodyAsync(list));
        }

        _lists.Accept(same.Dequeue()).IsNews.Should().BeFalse();
        AllocatedBytes.Of(() => _lists.Accept(same.Dequeue())).Should().BeLessThan(256, "a parse of 1,000 flags takes hundreds of kilobytes");
    }

    [Test]
    public async Task Accept_ValueChanged_SharesTheCatalogAndTheOtherFlags()
    {
        _lists.Accept(await ListReceiver.BodyAsync(Bodies.List(Bodies.Flag("a"), Bodies.Flag("b"))));
        var first = _lists.Current;

        _lists.Accept(await ListReceiver.BodyAsync(Bodies.List(Bodies.Flag("b", value: "2"), Bodies.Flag("a"))));

        _lists.Current.Catalog.Should().BeSameAs(first.Catalog);
        _lists.Current.GetFlag("a").Should().BeSameAs(first.GetFlag("a"));
        _lists.Current.Flags.Select(flag => flag.Feature.Name).Should().Equal("a", "b");
    }

    [Test]
    public async Task Accept_FlagGone_MakesANewCatalog()
    {
        _lists.Accept(await ListReceiver.BodyAsync(Bodies.List(Bodies.Flag("a"), Bodies.Flag("b"))));

        _lists.Accept(await ListReceiver.BodyAsync(Bodies.List(Bodies.Flag("b"))));

        _lists.Current.HasFeature("a").Should().BeFalse();
        _lists.Current.IsEnabled("b").Should().BeTrue();
    }

    [Test]
    public async Task Accept_BrokenBodyBetweenEqualOnes_ChangesNothing()
    {
        _lists.Accept(await ListReceiver.BodyAsync(Bodies.List(Bodies.Flag("a"))));
        var first = _lists.Current;
        var broken = await ListReceiver.BodyAsync("[{");

        _lists.Invoking(lists => lists.Accept(broken)).Should().Throw<JsonException>();

        _lists.Accept(await ListReceiver.BodyAsync(Bodies.List(Bodies.Flag("a")))).IsNews.Should().BeFalse();
        _lists.Current.Should().BeSameAs(first);
    }

    [TestCase("[1,2,3]")]
    [TestCase("[\"maintenance\"]")]
    [TestCase("[{\"name\":\"good\",\"on\":true}]")]
    public async Task Accept_NoEntryIsAFlag_IsRefusedAtAnyTime(string list)
    {
        var atFirst = await ListReceiver.BodyAsync(list);
        _lists.Invoking(lists => lists.Accept(atFirst)).Should().Throw<JsonException>();
        _lists.Current.Source.Should().Be(FlagSource.Defaults);
        _lists.Accept(await ListReceiver.BodyAsync(Bodies.List(Bodies.Flag("a"))));

        for (var time = 0; time < 3; time++)
        {
            var later = await ListReceiver.BodyAsync(list);
            _lists.Invoking(lists => lists.Accept(later, acceptsEmpty: true)).Should().Throw<JsonException>();
        }

        _lists.Current.HasFeature("a").Should().BeTrue("what is no flag takes none away");
    }

    [Test]
    public async Task Accept_BrokenBehindWhatIsTheSame_SaysAtWhichByte()
    {
        var list = Bodies.List(Bodies.Flag("a"), Bodies.Flag("b"), Bodies.Flag("c"));
        _lists.Accept(await ListReceiver.BodyAsync(list));
        var broken = await ListReceiver.BodyAsync(list[..^1] + "}");

        _lists.Invoking(lists => lists.Accept(broken)).Should().Throw<JsonException>().Which.BytePositionInLine.Should().Be(list.LastIndexOf(']') - list.LastIndexOf('\n') - 1);
    }

    [Test]
    public async Task Accept_AfterDefaultsTookOver_ReadsTheSameFlagsAgain()
    {
        var list = Bodies.List(Bodies.Flag("a"), Bodies.Flag("b"));
        _lists.Accept(await ListReceiver.BodyAsync(list));
        _lists.Store.Publish(DefaultSnapshot.Of(new FlagsmithPollingOptions(), version: 2, defaultValues: null));

        _lists.Accept(await ListReceiver.BodyAsync(list)).IsNews.Should().BeTrue();

        _lists.Current.Flags.Select(flag => flag.Feature.Name).Should().Equal("a", "b");
    }
}
