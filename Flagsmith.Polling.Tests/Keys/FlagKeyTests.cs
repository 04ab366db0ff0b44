using System.Text.Json.Serialization;
using Flagsmith.Polling.Snapshots;
using Flagsmith.Polling.Tests.Children;
using Microsoft.Extensions.Logging;

namespace Flagsmith.Polling.Tests.Keys;

public sealed partial class FlagKeyTests
{
    private static readonly FlagKey Key = new("key_flag");
    private static readonly FlagKey OnByDefault = new("key_flag_unknown", defaultEnabled: true);
    private static readonly FlagKey<int> Number = new("key_flag", -1);
    private static readonly FlagKey<Theme> Json = new("key_json", new Theme("none"), ThemeContext.Default.Theme);

    [Test]
    public void IsEnabled_ReadsAsByName()
    {
        foreach (var enabled in new[] { true, false })
        {
            var snapshot = new FlagSnapshotBuilder().Set("key_flag", enabled).Build();

            snapshot.IsEnabled(Key).Should().Be(enabled);
            snapshot.IsEnabled(OnByDefault).Should().BeTrue();
        }

        new FlagSnapshotBuilder().Build().IsEnabled(Key).Should().BeFalse();
    }

    [Test]
    public void KeyDeclaredAfterTheSnapshot_ReadsRight_AndCostsOnce()
    {
        var snapshot = new FlagSnapshotBuilder().Set("late_key", true, 5).Build();
        var late = new FlagKey("late_key");
        var lateNumber = new FlagKey<int>("late_key", -1);

        for (var i = 0; i < 3; i++)
        {
            snapshot.IsEnabled(late).Should().BeTrue();
            snapshot.GetValue(lateNumber).Should().Be(5);
        }

        AllocatedBytes.Of(() => _ = snapshot.IsEnabled(late) ? snapshot.GetValue(lateNumber) : 0).Should().Be(0);
    }

    [Test]
    public void KeysDeclaredAfterTheSnapshot_ReadInAnyOrder_ReadRight()
    {
        var environment = new FlagSnapshotBuilder().Set("first_of_all", false).Set("late_b", true, 2).Set("late_c", true, 3);
        foreach (var snapshot in new IFlagSnapshot[] { environment.Build(), environment.BuildForIdentity(new Dictionary<string, TraitValue>()) })
        {
            var suffix = snapshot is IIdentityFlagSnapshot ? "user" : "environment";
            var (a, b, c) = (new FlagKey($"late_a_{suffix}", defaultEnabled: true), new FlagKey("late_b"), new FlagKey("late_c"));
            var number = new FlagKey<long>("late_b", -1);

            snapshot.IsEnabled(c).Should().BeTrue();
            snapshot.GetValue(number).Should().Be(2);
            snapshot.IsEnabled(b).Should().BeTrue();
            snapshot.IsEnabled(a).Should().BeTrue("the flag is unknown and its default is on; that of index 0 is off");
        }
    }

    [Test]
    public void Keys_OfManyEnvironments_DoNotMixThemUp()
    {
        var snapshots = Enumerable.Range(0, 20).Select(value => new FlagSnapshotBuilder().Set($"other_{value}", true).Set("key_flag", value % 2 == 0, value).Build()).ToArray();
        for (var round = 0; round < 3; round++)
        {
            for (var value = 0; value < snapshots.Length; value++)
            {
                snapshots[value].IsEnabled(Key).Should().Be(value % 2 == 0);
                snapshots[value].GetValue(Number).Should().Be(value);
            }
        }
    }

    private static IEnumerable<TestCaseData> Types()
    {
        yield return Case(true, "true", false);
        yield return Case(7, 7, -1);
        yield return Case(7_000_000_000L, 7_000_000_000L, -1L);
        yield return Case(1.5, "1.5", 0.0);
        yield return Case("text", "text", "none");
        yield return Case("7", 7, "none");
        yield return Case(1.25m, "1.25", 0m);
        yield return Case(Guid.Parse("9f0c1c3e-9d2b-4b6e-8f43-1d6a3c1f7b11"), "9f0c1c3e-9d2b-4b6e-8f43-1d6a3c1f7b11", Guid.Empty);
        yield return Case(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero), "2026-01-02T03:04:05Z", default(DateTimeOffset));
        yield return Case(TimeSpan.FromSeconds(90), "00:01:30", TimeSpan.Zero);
        yield return Case(DayOfWeek.Friday, "friday", DayOfWeek.Monday);
        yield return Case(DayOfWeek.Friday, 5, DayOfWeek.Monday);
        static TestCaseData Case<T>(T expected, FlagValue value, T fallback) => new TestCaseData(new TypedRead(
            value, () => GC.KeepAlive(new FlagKey<T>("typed_key", fallback)), snapshot => snapshot.GetValue(new FlagKey<T>("typed_key", fallback))!, expected!, fallback!)).SetArgDisplayNames($"{typeof(T).Name} of {value.Kind}");
    }

    [TestCaseSource(nameof(Types))]
    public void GetValue_EveryType_ReadsValueDefaultAndMisfit(TypedRead read)
    {
        read.Declare();

        read.From(new FlagSnapshotBuilder().Set("typed_key", false, read.Value).Build()).Should().Be(read.Expected, "the value counts whether the flag is on or off");
        read.From(new FlagSnapshotBuilder().Build()).Should().Be(read.Fallback);
        read.From(new FlagSnapshotBuilder().Set("typed_key", true).Build()).Should().Be(read.Fallback);
        read.From(new FlagSnapshotBuilder().Set("typed_key", true, read.Value).BuildForIdentity(new Dictionary<string, TraitValue>())).Should().Be(read.Expected);
        read.From(new ByNameOnly(new FlagSnapshotBuilder().Set("typed_key", true, read.Value).Build())).Should().Be(read.Expected);
    }

    [TestCase(typeof(object))]
    [TestCase(typeof(char))]
    [TestCase(typeof(int[]))]
    [TestCase(typeof(KeyValuePair<int, int>?))]
    public void Declare_OtherType_IsRefusedAtOnce(Type type)
    {
        var declare = typeof(FlagKeyTests).GetMethod(nameof(Declare), System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Static)!.MakeGenericMethod(type);

        declare.Invoking(method => method.Invoke(null, null)).Should().Throw<System.Reflection.TargetInvocationException>().WithInnerException<NotSupportedException>();
    }

    [Test]
    public async Task Json_IsParsedOncePerValue_AndCarriedOverWhileTheValueStays()
    {
        await using var polling = new PollingHost();
        polling.Api.RespondJson(Bodies.List(Bodies.Flag("key_json", value: "\"{\\\"Color\\\":\\\"red\\\"}\""), Bodies.Flag("other", value: "1")));
        await polling.StartAsync();
        var first = polling.Flags.Current.GetValue(Json);
        first.Color.Should().Be("red");

        polling.Api.RespondJson(Bodies.List(Bodies.Flag("key_json", value: "\"{\\\"Color\\\":\\\"red\\\"}\""), Bodies.Flag("other", value: "2")));
        await polling.Flags.RefreshAsync();
        polling.Flags.Current.GetValue(Json).Should().BeSameAs(first);
        polling.Api.RespondJson(Bodies.List(Bodies.Flag("key_json", value: "\"{\\\"Color\\\":\\\"blue\\\"}\""), Bodies.Flag("other", value: "2")));
        await polling.Flags.RefreshAsync();

        polling.Flags.Current.GetValue(Json).Color.Should().Be("blue");
    }

    [Test]
    public async Task ValueThatDoesNotFit_IsReportedAtPublication_OncePerValue()
    {
        _ = new FlagKey<int>("misfit", -1);
        await using var polling = new PollingHost();
        polling.Api.RespondJson(Bodies.List(Bodies.Flag("misfit", value: "\"secret text\""), Bodies.Flag("other", value: "1")));
        await polling.StartAsync();
        await polling.UntilPlannedAsync(); // the first load's lines may come after the start
        polling.Logs.Count("ValueDoesNotFit").Should().Be(1);

        polling.Api.RespondJson(Bodies.List(Bodies.Flag("misfit", value: "\"secret text\""), Bodies.Flag("other", value: "2")));
        await polling.Flags.RefreshAsync();
        polling.Logs.Count("ValueDoesNotFit").Should().Be(1, "the value is the same");
        polling.Api.RespondJson(Bodies.List(Bodies.Flag("misfit", value: "\"other text\""), Bodies.Flag("other", value: "2")));
        await polling.Flags.RefreshAsync();

        polling.Logs.Count("ValueDoesNotFit").Should().Be(2);
        polling.Logs.Lines.Should().NotContain(line => line.Text.Contains("text", StringComparison.Ordinal) && line.Event == "ValueDoesNotFit");
        polling.Flags.Current.GetValue(new FlagKey<int>("misfit", -1)).Should().Be(-1);
    }

    [TestCase(9, 9, 0)]
    [TestCase(10, 10, 0)]
    [TestCase(11, 10, 1)]
    [TestCase(100, 10, 90)]
    public async Task ManyValuesThatDoNotFit_AreCounted_NotNamed(int misfits, int named, int counted)
    {
        var names = Enumerable.Range(0, misfits).Select(index => $"many_misfits_{misfits}_{index}").ToArray();
        var keys = Array.ConvertAll(names, name => new FlagKey<int>(name, -1));
        await using var polling = new PollingHost();
        polling.Api.RespondJson(Bodies.List(Bodies.Flag("other")));
        await polling.StartAsync();

        foreach (var text in new[] { "secret one", "secret two" })
        {
            polling.Logs.Clear();
            polling.Api.RespondJson(Bodies.List([.. names.Select(name => Bodies.Flag(name, value: $"\"{text}\""))]));
            await polling.Flags.RefreshAsync();
            await polling.Flags.RefreshAsync(); // the same values: nothing more

            polling.Logs.Count("ValueDoesNotFit").Should().Be(named);
            var more = polling.Logs.Lines.Where(line => line.Event == "MoreValuesDoNotFit").ToList();
            more.Should().HaveCount(counted == 0 ? 0 : 1);
            more.Should().NotContain(line => line.Level != LogLevel.Warning || !line.Text.Contains($" {counted} more ", StringComparison.Ordinal));
            polling.Logs.Lines.Should().NotContain(line => line.Text.Contains("secret", StringComparison.Ordinal));
        }

        keys.Should().OnlyContain(key => polling.Flags.Current.GetValue(key) == -1);
    }

    [Test]
    public async Task IdentityReads_ByKey()
    {
        await using var polling = new PollingHost();
        var api = new UsersApi(polling.Api) { Environment = [Bodies.Flag("key_flag", enabled: false, value: "1")], FlagsOf = _ => [Bodies.Flag("key_flag", enabled: true, value: "2")] };
        await polling.StartAsync();

        (await polling.Users.ForIdentity("u").IsEnabledAsync(Key)).Should().BeTrue();
        (await polling.Users.ForIdentity("u").GetValueAsync(Number)).Should().Be(2);
        (await polling.Users.ForIdentity("u").GetValueAsync(OnByDefaultNumber)).Should().Be(-5);

        polling.Flags.Current.GetValue(Number).Should().Be(1);
        api.Count.Should().Be(1);
    }

    [Test]
    public async Task MoreKeysThanSlots_ReadByName_WithOneWarning()
    {
        using var child = Child.Start("many-keys"); // places are the process's, and never given back
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));

        var said = await child.Output.ReadToEndAsync(limit.Token);

        (await child.EndAsync(limit.Token)).Should().Be(0, said);
    }

    private static readonly FlagKey<int> OnByDefaultNumber = new("key_flag_unknown", -5);

    private static FlagKey<T> Declare<T>() => new("refused", default!);

    public sealed record TypedRead(FlagValue Value, Action Declare, Func<IFlagSnapshot, object> From, object Expected, object Fallback)
    {
        public override string ToString() => Expected.GetType().Name;
    }

    internal sealed record Theme(string Color);

    [JsonSerializable(typeof(Theme))]
    internal sealed partial class ThemeContext : JsonSerializerContext;

    /// <summary>A double that implements no more than the members by name.</summary>
    private sealed class ByNameOnly(IFlagSnapshot inner) : IFlagSnapshot
    {
        public long Version => inner.Version;

        public FlagSource Source => inner.Source;

        public DateTimeOffset? FetchedAt => inner.FetchedAt;

        public IReadOnlyList<FlagState> Flags => inner.Flags;

        public FlagState? GetFlag(string name) => inner.GetFlag(name);

        public bool HasFeature(string name) => inner.HasFeature(name);

        public bool IsEnabled(string name, bool defaultValue = false) => inner.IsEnabled(name, defaultValue);

        public FlagValue GetValue(string name) => inner.GetValue(name);

        public bool GetValue(string name, bool defaultValue) => inner.GetValue(name, defaultValue);

        public int GetValue(string name, int defaultValue) => inner.GetValue(name, defaultValue);

        public long GetValue(string name, long defaultValue) => inner.GetValue(name, defaultValue);

        public double GetValue(string name, double defaultValue) => inner.GetValue(name, defaultValue);

        public string GetValue(string name, string? defaultValue) => inner.GetValue(name, defaultValue)!;
    }
}
