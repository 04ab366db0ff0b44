using System.Text;
using System.Text.Json;
using Flagsmith.Polling.Identities;
using Flagsmith.Polling.Snapshots;
using Flagsmith.Polling.Wire;

namespace Flagsmith.Polling.Tests.Identities;

/// <summary>What users take is bounded in bytes, whatever their responses hold.</summary>
public sealed class ByteBoundsTests
{
    private const int MiB = 1024 * 1024;

    [TestCase(100, 1, 1_000, 400)] // by entries: many small ones
    [TestCase(1_000, 1, 60_000, 10)] // by bytes: a few large ones
    [TestCase(100_000, 8, 60_000, 80)]
    public async Task Cache_IsBoundedInEntriesAndBytes(int entries, int mebibytes, int length, int most)
    {
        await using var polling = await StartedAsync(options => (options.Identities.MaxEntries, options.Identities.MaxBytes) = (entries, (long)mebibytes * MiB));
        _ = new UsersApi(polling.Api) { FlagsOf = user => [Bodies.Flag("own", value: $"\"{user}{new string('x', length)}\"")] };

        for (var user = 0; user < most * 3; user++)
        {
            (await polling.Users.GetFlagsAsync($"user-{user}")).IsFallback.Should().BeFalse();
        }

        var users = polling.RemoteUsers;
        users.Count.Should().BeInRange(1, Math.Min(entries, most));
        users.Walk().Sum(user => (long)user.Snapshot.GetValue("own", "").Length * 2).Should().BeLessThanOrEqualTo((long)mebibytes * MiB);
    }

    [Test]
    public async Task ResponseLargerThanTheCache_IsReturnedAndNotKept_AndNobodyElseIsDropped()
    {
        await using var polling = await StartedAsync(options => options.Identities.MaxBytes = MiB);
        var api = new UsersApi(polling.Api) { FlagsOf = user => [Bodies.Flag("own", value: $"\"{new string('x', user == "large" ? MiB : 10)}\"")] };
        await polling.Users.GetFlagsAsync("small");

        (await polling.Users.ForIdentity("large").GetValueAsync("own", "")).Should().HaveLength(MiB);

        polling.RemoteUsers.Count.Should().Be(1);
        polling.Cached("small").GetValue("own", "").Should().HaveLength(10);
        api.Count.Should().Be(2);
    }

    [Test]
    public async Task ResponseThatHasBecomeTooLarge_LeavesNoEarlierOneToBeServed()
    {
        await using var polling = await StartedAsync(options => options.Identities.MaxBytes = MiB);
        var api = new UsersApi(polling.Api) { FlagsOf = _ => [Bodies.Flag("own", value: "1")] };
        await polling.Users.GetFlagsAsync("one");
        api.FlagsOf = _ => [Bodies.Flag("own", value: $"\"{new string('x', MiB)}\"")];
        await polling.Users.RefreshAsync("one");
        api.FlagsOf = _ => [Bodies.Flag("own", value: "3")];

        (await polling.Users.ForIdentity("one").GetValueAsync("own", 0)).Should().Be(3);
    }

    [Test]
    public async Task ResponsesInFlight_WaitForOneAnother_AndAllArrive()
    {
        await using var polling = await StartedAsync(options => options.Identities.MaxBytesInFlight = MiB);
        _ = new UsersApi(polling.Api) { FlagsOf = user => [Bodies.Flag("own", value: $"\"{user}{new string('x', MiB / 2)}\"")] };

        var users = await Task.WhenAll(Enumerable.Range(0, 20).Select(user => polling.Users.ForIdentity($"user-{user}").GetValueAsync("own", "").AsTask()));

        users.Should().AllSatisfy(value => value.Should().StartWith("user-"));
    }

    [Test]
    public void Pools_AreBoundedInBytes()
    {
        var (states, keys) = (new FlagStatePool(), new TraitKeyPool());
        var held = new List<WeakReference>();
        for (var round = 0; round < 100; round++)
        {
            held.Add(Share(states, keys, round));
        }

        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();

        held.Count(reference => reference.IsAlive).Should().BeInRange(1, 20, "a megabyte each");
        GC.KeepAlive((states, keys));
    }

    [TestCase("[[[]]]")]
    [TestCase("{\"a\":[1,2,{\"b\":null}],\"c\":\"\\u00e4]\"}")]
    [TestCase("[ 1 , 2\n]")]
    [TestCase("{}")]
    public void JsonValue_IsItsTextAsItStandsThere(string json)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes($"[7,{json},8]"));
        _ = reader.Read() && reader.Read() && reader.Read();

        ScalarReader.ReadValue(ref reader)!.Value.Text.Should().Be(json);

        reader.Read();
        reader.GetInt32().Should().Be(8);
    }

    [TestCase(10_000)]
    [TestCase(1_000_000)]
    public void LargeArray_CostsItsTextAlone(int elements)
    {
        var json = Encoding.UTF8.GetBytes($"[{string.Join(",", Enumerable.Repeat(1, elements))}]");

        AllocatedBytes.Of(() => ReadValue(json)).Should().BeLessThan((json.Length * 2) + 1_000);
    }

    private static FlagValue? ReadValue(byte[] json)
    {
        var reader = new Utf8JsonReader(json);
        reader.Read();
        return ScalarReader.ReadValue(ref reader);
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static WeakReference Share(FlagStatePool states, TraitKeyPool keys, int round)
    {
        var state = new FlagState { Value = $"{round}{new string('x', MiB / 2)}", Feature = new FeatureInfo { Name = "a" } };
        states.Share(state).Should().BeSameAs(state);
        string[] key = [$"{round}{new string('k', MiB / 2)}"];
        keys.Share(key).Should().BeSameAs(key);
        return new WeakReference(round % 2 == 0 ? state : key);
    }

    private static async Task<PollingHost> StartedAsync(Action<FlagsmithPollingOptions> configure)
    {
        var polling = new PollingHost(configure);
        polling.Api.RespondJson(Bodies.List(Bodies.Flag("a_flag", value: "1")));
        await polling.StartAsync();
        return polling;
    }
}
