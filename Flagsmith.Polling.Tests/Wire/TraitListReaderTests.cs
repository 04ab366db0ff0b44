using System.Text;
using Flagsmith.Polling.Snapshots;
using Flagsmith.Polling.Wire;

namespace Flagsmith.Polling.Tests.Wire;

/// <summary>The traits of a response, and which of them the server shows as not stored: not transient, and yet with the id null.</summary>
public sealed class TraitListReaderTests
{
    private const string Hidden = "\"id\":null,\"transient\":false,";

    [TestCase($$"""[{{{Hidden}}"trait_key":"a","trait_value":1}]""", "a=1", "a")]
    [TestCase($$"""[{"trait_key":"a","trait_value":1,"transient":false,"id":null}]""", "a=1", "a")]
    [TestCase($$"""[{{{Hidden}}"trait_key":"a","trait_value":1},{{{Hidden}}"trait_key":"b","trait_value":2},{"id":5,"transient":false,"trait_key":"c","trait_value":3}]""", "a=1 b=2 c=3", "a b")]
    [TestCase("""[{"id":5,"transient":false,"trait_key":"a","trait_value":1}]""", "a=1", "")]
    [TestCase("""[{"id":null,"transient":true,"trait_key":"a","trait_value":1}]""", "a=1", "")]
    [TestCase("""[{"id":null,"transient":null,"trait_key":"a","trait_value":1}]""", "a=1", "")]
    [TestCase("""[{"id":null,"trait_key":"a","trait_value":1}]""", "a=1", "")]
    [TestCase("""[{"transient":false,"trait_key":"a","trait_value":1}]""", "a=1", "")]
    [TestCase($$"""[{{{Hidden}}"trait_key":"a","trait_value":1},{"id":5,"transient":false,"trait_key":"a","trait_value":2}]""", "a=1 a=2", "")]
    [TestCase($$"""[{"id":5,"transient":false,"trait_key":"a","trait_value":1},{{{Hidden}}"trait_key":"a","trait_value":2}]""", "a=1 a=2", "a")]
    [TestCase($$"""[{{{Hidden}}"trait_key":"a"},{{{Hidden}}"trait_value":1},{{{Hidden}}"trait_key":"b","trait_value":2}]""", "b=2", "b")]
    [TestCase("""[7,"trait_key",null,[{"trait_key":"x","trait_value":1}],{"trait_key":"a","trait_value":1}]""", "a=1", "")]
    [TestCase("""[{"new":"trait_key","trait_key":"a","newer":"trait_value","trait_value":1,"newest":{"trait_key":"x","trait_value":2}}]""", "a=1", "")]
    [TestCase("""[{"id":{"trait_key":"x"},"transient":[{"trait_value":2}],"trait_key":"a","trait_value":1}]""", "a=1", "")]
    [TestCase("""[{"trait_key":{"trait_key":"x"},"trait_value":1},{"trait_key":"a","trait_value":1}]""", "a=1", "")]
    [TestCase("""{"trait_key":"x","trait_value":1,"flags":[7]}""", "", "")]
    [TestCase("\"flags\"", "", "")]
    public void Read_Traits_AreThoseWithKeyAndValue(string traits, string expected, string withoutId)
    {
        var body = $$"""{"traits":{{traits}},"flags":[{{Bodies.Flag("a_flag")}}]}""";

        var response = IdentityResponseReader.Read(Encoding.UTF8.GetBytes(body), FlagBase.Empty);

        string.Join(' ', response.Traits.Select(trait => $"{trait.Key}={trait.Value}")).Should().Be(expected);
        string.Join(' ', response.TraitsWithoutId?.Order(StringComparer.Ordinal) ?? Enumerable.Empty<string>()).Should().Be(withoutId);
        response.Flags.Should().ContainSingle("what follows is read").Which.Feature.Name.Should().Be("a_flag");
    }
}
