using Flagsmith.Polling.Tests.Snapshots;
using Microsoft.Extensions.DependencyInjection;

namespace Flagsmith.Polling.Tests;

/// <summary>No read allocates, once the first has made what is kept (a number's text, parsed JSON).</summary>
public sealed class AllocationTests
{
    private static readonly IFlagSnapshot Flags = new FlagSnapshotBuilder()
        .Set("bool", true, true).Set("int", true, 42).Set("double", true, 1.5).Set("text", true, "12").Set("span", true, "00:01:00")
        .Set("date", true, "2026-01-02").Set("time", true, "03:04").Set("uri", true, new Uri("https://example.com"))
        .Set("moment", true, "2026-01-02T03:04:05+02:00").Set("yes", true, "true").Set("one", true, 1).Set("day", true, "monday").Set("guid", true, Guid.NewGuid().ToString()).Set("json", true, """{"colour":"x","sizes":[]}""").Build();

    private static readonly FlagKey<float> FloatKey = new("double", 0);
    private static readonly FlagKey<int?> NullableKey = new("int", null);
    private static readonly FlagKey<Uri?> UriKey = new("uri", null);
    private static readonly FlagValue Number = "12";
    private static readonly FlagValue Yes = "true";

    private static IEnumerable<TestCaseData> Reads()
    {
        yield return Read("IsEnabled", static () => Flags.IsEnabled("bool"));
        yield return Read("IsEnabled unknown", static () => Flags.IsEnabled("unknown", true));
        yield return Read("HasFeature", static () => Flags.HasFeature("bool"));
        yield return Read("GetFlag", static () => Flags.GetFlag("bool") is not null);
        yield return Read("Flags", static () => Flags.Flags.Count > 0);
        yield return Read("Flags by index", static () => CountByIndex() > 0);
        yield return Read("Version, Source, FetchedAt", static () => Flags is { Version: 1, Source: FlagSource.Api, FetchedAt: null });
        yield return Read("GetValue", static () => !Flags.GetValue("int").IsNull);
        yield return Read("bool", static () => Flags.GetValue("bool", false));
        yield return Read("int", static () => Flags.GetValue("int", 0) == 42);
        yield return Read("int of text", static () => Flags.GetValue("text", 0) == 12);
        yield return Read("bool of text", static () => Flags.GetValue("yes", false));
        yield return Read("long", static () => Flags.GetValue("int", 0L) == 42);
        yield return Read("long of text", static () => Flags.GetValue("text", 0L) == 12);
        yield return Read("double", static () => Flags.GetValue("double", 0.0) > 1);
        yield return Read("double of text", static () => Flags.GetValue("text", 0.0) > 1);
        yield return Read("string", static () => Flags.GetValue("text", "")!.Length > 0);
        yield return Read("string of int", static () => Flags.GetValue("int", "")!.Length > 0);
        yield return Read("string of bool", static () => Flags.GetValue("bool", "") == "true");
        yield return Read("string of double", static () => Flags.GetValue("double", "")!.Length > 0);
        yield return Read("decimal", static () => Flags.GetValue("double", 0m) > 1);
        yield return Read("decimal of text", static () => Flags.GetValue("text", 0m) > 1);
        yield return Read("Guid", static () => Flags.GetValue("guid", Guid.Empty) != Guid.Empty);
        yield return Read("DateTimeOffset", static () => Flags.GetValue("moment", default(DateTimeOffset)).Year == 2026);
        yield return Read("TimeSpan", static () => Flags.GetValue("span", TimeSpan.Zero) > TimeSpan.Zero);
        yield return Read("float", static () => Flags.GetValue("double", 0f) > 1);
        yield return Read("float of text", static () => Flags.GetValue("text", 0f) > 1);
        yield return Read("byte", static () => Flags.GetValue("int", (byte)0) == 42);
        yield return Read("ulong of text", static () => Flags.GetValue("text", 0UL) == 12);
        yield return Read("nullable int", static () => Flags.GetValue("int", (int?)null) == 42);
        yield return Read("nullable int unknown", static () => Flags.GetValue("unknown", (int?)null) is null);
        yield return Read("DateTime", static () => Flags.GetValue("moment", default(DateTime)).Year == 2026);
        yield return Read("DateOnly", static () => Flags.GetValue("date", default(DateOnly)).Year == 2026);
        yield return Read("TimeOnly", static () => Flags.GetValue("time", default(TimeOnly)).Hour == 3);
        yield return Read("nullable enum", static () => Flags.GetEnum("day", (DayOfWeek?)null) == DayOfWeek.Monday);
        yield return Read("float by key", static () => Flags.GetValue(FloatKey) > 1);
        yield return Read("nullable int by key", static () => Flags.GetValue(NullableKey) == 42);
        yield return Read("URI by key", static () => Flags.GetValue(UriKey) is not null);
        yield return Read("URI by name", static () => Flags.GetValue("uri", (Uri?)null) is not null);
        yield return Read("text that is no URI", static () => Flags.GetValue("text", (Uri?)null) is null);
        yield return Read("generic bool", static () => Flags.GetValue<bool>("bool", false));
        yield return Read("enum", static () => Flags.GetEnum("day", DayOfWeek.Friday) == DayOfWeek.Monday);
        yield return Read("enum of int", static () => Flags.GetEnum("one", DayOfWeek.Friday) == DayOfWeek.Monday);
        yield return Read("JSON", static () => Flags.GetJson("json", ConversionTests.ThemeJson.Default.Theme) is not null);
        yield return Read("GetFlag unknown", static () => Flags.GetFlag("unknown") is null);
        yield return Read("HasFeature unknown", static () => !Flags.HasFeature("unknown"));
        yield return Read("GetValue unknown", static () => Flags.GetValue("unknown").IsNull);
        yield return Read("bool unknown", static () => Flags.GetValue("unknown", true));
        yield return Read("int unknown", static () => Flags.GetValue("unknown", 7) == 7);
        yield return Read("long unknown", static () => Flags.GetValue("unknown", 7L) == 7);
        yield return Read("double unknown", static () => Flags.GetValue("unknown", 7.0) > 6);
        yield return Read("string unknown", static () => Flags.GetValue("unknown", "x") == "x");
        yield return Read("decimal unknown", static () => Flags.GetValue("unknown", 7m) > 6);
        yield return Read("DateTimeOffset unknown", static () => Flags.GetValue("unknown", default(DateTimeOffset)) == default);
        yield return Read("enum unknown", static () => Flags.GetEnum("unknown", DayOfWeek.Friday) == DayOfWeek.Friday);
        yield return Read("JSON unknown", static () => Flags.GetJson("unknown", ConversionTests.ThemeJson.Default.Theme) is null);
        yield return Read("TryGetBoolean", static () => Yes.TryGetBoolean(out var value) && value);
        yield return Read("TryGetInt32", static () => Number.TryGetInt32(out var value) && value == 12);
        yield return Read("TryGetInt64", static () => Number.TryGetInt64(out var value) && value == 12);
        yield return Read("TryGetDouble", static () => Number.TryGetDouble(out var value) && value > 11);
        yield return Read("TryGetString", static () => Number.TryGetString(out var value) && value == "12");
    }

    [TestCaseSource(nameof(Reads))]
    public void Read_AllocatesNothing(Func<bool> read)
    {
        read().Should().BeTrue("it must read what it says it reads");
        BytesOf(read).Should().Be(0);
    }

    [Test]
    public async Task Provider_CurrentAndStatus_AllocateNothing()
    {
        await using var polling = new PollingHost();
        polling.Api.RespondJson(Bodies.List(Bodies.Flag("on")));
        await polling.StartAsync();
        var flags = polling.Host.Services.GetRequiredService<IFlagProvider>();

        BytesOf(() => flags.Current.IsEnabled("on") && flags.Status.IsReady).Should().Be(0);
    }

    private static IEnumerable<TestCaseData> UserReads()
    {
        yield return UserRead("GetFlagsAsync and IsEnabled", static users => Result(users.GetFlagsAsync("user")).IsEnabled("on"));
        yield return UserRead("GetFlagsAsync and GetValue", static users => Result(users.GetFlagsAsync("user")).GetValue("number", 0) == 42);
        yield return UserRead("IsEnabledAsync", static users => Result(users.ForIdentity("user").IsEnabledAsync("on")));
        yield return UserRead("HasFeatureAsync", static users => Result(users.ForIdentity("user").HasFeatureAsync("on")));
        yield return UserRead("GetValueAsync", static users => Result(users.ForIdentity("user").GetValueAsync("number")).Kind == FlagValueKind.Integer);
        yield return UserRead("GetValueAsync int", static users => Result(users.ForIdentity("user").GetValueAsync("number", 0)) == 42);
    }

    [TestCaseSource(nameof(UserReads))]
    public async Task CachedUser_Read_AllocatesNothing(Func<IIdentityFlagProvider, bool> read)
    {
        await using var polling = new PollingHost();
        _ = new UsersApi(polling.Api)
        {
            Environment = [Bodies.Flag("on", enabled: false), Bodies.Flag("number", value: "1")],
            FlagsOf = _ => [Bodies.Flag("on"), Bodies.Flag("number", value: "42")],
        };
        await polling.StartAsync();
        var users = polling.Users;
        await users.GetFlagsAsync("user");

        read(users).Should().BeTrue("these are the user's own flags");
        BytesOf(() => read(users)).Should().Be(0);
    }

    private static T Result<T>(ValueTask<T> read) => read.IsCompletedSuccessfully ? read.Result : throw new InvalidOperationException("The read had to wait.");

    private static int CountByIndex()
    {
        var (flags, on) = (Flags.Flags, 0);
        for (var index = 0; index < flags.Count; index++)
        {
            on += flags[index].Enabled ? 1 : 0;
        }

        return on;
    }

    private static long BytesOf(Func<bool> read)
    {
        for (var warmUp = 0; warmUp < 100; warmUp++)
        {
            read();
        }

        return AllocatedBytes.Of(() =>
        {
            for (var round = 0; round < 1_000; round++)
            {
                read();
            }
        });
    }

    private static TestCaseData UserRead(string name, Func<IIdentityFlagProvider, bool> read) => new TestCaseData(read).SetArgDisplayNames(name);

    private static TestCaseData Read(string name, Func<bool> read) => new TestCaseData(read).SetArgDisplayNames(name);
}
