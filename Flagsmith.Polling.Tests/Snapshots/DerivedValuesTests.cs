using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Flagsmith.Polling.Tests.Snapshots;

/// <summary>What a read has made of a flag's value is kept for the next read, and what is kept is bounded.</summary>
public sealed class DerivedValuesTests
{
    private const int MaxKept = 8;

    private static readonly IFlagSnapshot Environment = Flags().Build();
    private static readonly IFlagSnapshot User = Flags().BuildForIdentity(new Dictionary<string, TraitValue>());

    private static readonly IFlagSnapshot[] Both = [Environment, User];

    [TestCaseSource(nameof(Both))]
    public void TextOfANumberAndUri_AreMadeOnce(IFlagSnapshot flags)
    {
        flags.GetValue("number", "").Should().Be("1234567").And.BeSameAs(flags.GetValue("number", ""));
        flags.GetValue("uri", default(Uri)).Should().Be(new Uri("https://flags.test/")).And.BeSameAs(flags.GetValue("uri", default(Uri)));
        flags.GetValue("json", default(Uri)).Should().BeNull();
    }

    [TestCaseSource(nameof(Both))]
    public void Json_OfEachContract_IsParsedOnce_UpToABound(IFlagSnapshot flags)
    {
        var contracts = Enumerable.Range(0, MaxKept + 2).Select(_ => Contract<int[]>()).ToArray();

        var first = Array.ConvertAll(contracts, contract => flags.GetJson("json", contract));

        first.Should().AllSatisfy(parsed => parsed.Should().Equal(1, 2));
        contracts.Select(contract => ReferenceEquals(flags.GetJson("json", contract), first[Array.IndexOf(contracts, contract)]))
            .Should().Equal(Enumerable.Range(0, contracts.Length).Select(index => index < MaxKept), "a contract that is created for each read must not add a result each time");
        flags.GetJson("json", Contract<Dictionary<string, int>>()).Should().BeNull("it is an array");
    }

    [Test]
    public void KeysOfAUser_AreParsedOnce_UpToABound()
    {
        var user = Flags().BuildForIdentity(new Dictionary<string, TraitValue>());
        var keys = Enumerable.Range(0, MaxKept + 2).Select(_ => new FlagKey<int[]>("json", [], Contract<int[]>())).ToArray();

        var first = Array.ConvertAll(keys, user.GetValue);

        first.Should().AllSatisfy(parsed => parsed.Should().Equal(1, 2));
        keys.Select(key => ReferenceEquals(user.GetValue(key), first[Array.IndexOf(keys, key)]))
            .Should().Equal(Enumerable.Range(0, keys.Length).Select(index => index < MaxKept));
        user.GetValue(new FlagKey<string>("json", "")).Should().Be("[1,2]", "each key has its own result");
    }

    private static FlagSnapshotBuilder Flags() => new FlagSnapshotBuilder().Set("number", true, 1_234_567).Set("uri", true, "https://flags.test/").Set("json", true, "[1,2]");

    private static JsonTypeInfo<T> Contract<T>() => (JsonTypeInfo<T>)new JsonSerializerOptions { TypeInfoResolver = new DefaultJsonTypeInfoResolver() }.GetTypeInfo(typeof(T));
}
