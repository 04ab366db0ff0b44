using System.Globalization;
using Flagsmith.Polling.Snapshots;

namespace Flagsmith.Polling.Tests.Snapshots;

public sealed class NameTableTests
{
    private static IEnumerable<TestCaseData> Shapes()
    {
        yield return Case("words", 1000, index => $"{Word(index)}_{Word(index / 7)}_{Word(index / 31)}_{index.ToString(CultureInfo.InvariantCulture)}");
        yield return Case("numbered", 10_000, index => $"flag_{index}");
        yield return Case("number first", 1000, index => $"{index}_flag_of_the_checkout");
        yield return Case("short", 40, index => ((char)('a' + index)).ToString());
        yield return Case("up to four", 500, index => index.ToString(CultureInfo.InvariantCulture));
        yield return Case("long", 300, index => new string('x', 40) + index + new string('y', 40));
        yield return Case("unicode", 300, index => $"flag 🎉 ünï {index} 日本語");
        yield return Case("one", 1, _ => "alone");
        yield return Case("none", 0, _ => "");
        static TestCaseData Case(string name, int count, Func<int, string> make) => new TestCaseData((object)Enumerable.Range(0, count).Select(make).Distinct().ToArray()).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(Shapes))]
    public void TryGetIndex_FindsEachName_AndNoOther(string[] names)
    {
        var table = NameTable.TryMake(names)!;

        for (var index = 0; index < names.Length; index++)
        {
            table.TryGetIndex(new string(names[index]), out var found).Should().BeTrue();
            found.Should().Be(index);
            table.TryGetIndex(names[index].AsSpan(), out found).Should().BeTrue();
            found.Should().Be(index);
            table.TryGetIndex(names[index] + "?", out _).Should().BeFalse();
            table.TryGetIndex(names[index].ToUpperInvariant() + "!", out _).Should().BeFalse();
        }

        table.TryGetIndex("", out _).Should().Be(names.Contains(""));
        table.TryGetIndex(null, out _).Should().BeFalse();
    }

    [Test]
    public void NamesThatNoWindowTellsApart_AreHashedWhole()
    {
        string[] names = [.. Enumerable.Range(1000, 500).Select(index => new string('x', 40) + index + new string('y', 40))];

        NameTable.TryMake(names)!.HashesWholeNames.Should().BeTrue();
        NameTable.TryMake([.. names.Select(name => name.Trim('x').Trim('y'))])!.HashesWholeNames.Should().BeFalse();
    }

    [Test]
    public void NameTwice_IsRefused() => NameTable.TryMake(["a", "b", "a"]).Should().BeNull();

    private static string Word(int index) => new[] { "checkout", "colour", "theme", "banner", "search", "beta", "limit" }[index % 7];
}
