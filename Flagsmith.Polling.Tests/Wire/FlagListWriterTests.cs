using System.Text;
using Flagsmith.Polling.LastKnownGood;
using Flagsmith.Polling.Tests.Recorded;
using Flagsmith.Polling.Wire;

namespace Flagsmith.Polling.Tests.Wire;

public sealed class FlagListWriterTests
{
    [TestCaseSource(typeof(RecordedExchange), nameof(RecordedExchange.FlagResponses))]
    public void Write_RecordedFlags_ReadsBackTheSame(string body) => ShouldReadBack(FlagListReader.Read(Encoding.UTF8.GetBytes(body.StartsWith('[') ? body : $"[{body}]")).Flags);

    [Test]
    public void Write_EveryKindOfValue_ReadsBackTheSame() => ShouldReadBack(
    [
        Flag("null", FlagValue.Null), Flag("text", "1"), Flag("empty", ""), Flag("integer", 1), Flag("whole", 3.0), Flag("fraction", 0.1), Flag("large", 1e300), Flag("tiny", -1e-300),
        Flag("long", long.MinValue), Flag("yes", true), Flag("no", false), Flag("odd \"name\" \u0001 🎉", "line\nbreak"),
        new FlagState
        {
            Id = 5, Enabled = true, EnvironmentId = 6, Variant = "control", Reason = "SPLIT; weight=50",
            Feature = new FeatureInfo { Id = 7, Name = "all", Type = "MULTIVARIATE", Description = "d", CreatedDate = new DateTimeOffset(2020, 1, 2, 3, 4, 5, 678, TimeSpan.FromHours(2)), InitialValue = "i", DefaultEnabled = false, ProjectId = 8 },
        },
    ]);

    private static FlagState Flag(string name, FlagValue value) => new() { Value = value, Feature = new FeatureInfo { Name = name } };

    private static void ShouldReadBack(IReadOnlyList<FlagState> flags)
    {
        var read = FlagListReader.Read(FlagListWriter.Write(flags).Span).Flags;

        read.Should().HaveSameCount(flags);
        foreach (var (before, after) in flags.Zip(read))
        {
            after.HasSameContent(before).Should().BeTrue(before.Feature.Name);
            after.Value.Kind.Should().Be(before.Value.Kind);
        }
    }
}
