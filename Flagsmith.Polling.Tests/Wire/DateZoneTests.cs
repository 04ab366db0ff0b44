using System.Text;
using Flagsmith.Polling.Wire;

namespace Flagsmith.Polling.Tests.Wire;

/// <summary>A date without an offset is UTC wherever the machine stands.</summary>
[NonParallelizable] // the time zone is the process's
public sealed class DateZoneTests
{
    private const string Variable = "TZ";

    private string? _before;

    [SetUp]
    public void MoveToTokyo()
    {
        _before = Environment.GetEnvironmentVariable(Variable);
        MoveTo("Asia/Tokyo");
        Assume.That(TimeZoneInfo.Local.BaseUtcOffset, Is.EqualTo(TimeSpan.FromHours(9)), "Windows has no such variable.");
    }

    [TearDown]
    public void MoveBack() => MoveTo(_before);

    [TestCase("2026-01-02T03:04:05")]
    [TestCase("2026-01-02 03:04:05")]
    [TestCase("2026-01-02T03:04:05Z")]
    [TestCase("2026-01-02T05:04:05+02:00")]
    public void Read_AnyForm_IsTheSameMoment(string date) =>
        FlagListReader.Read(Encoding.UTF8.GetBytes($$"""[{"feature":{"name":"f","created_date":"{{date}}"},"enabled":true}]"""))
            .Flags.Single().Feature.CreatedDate.Should().Be(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));

    private static void MoveTo(string? zone)
    {
        Environment.SetEnvironmentVariable(Variable, zone);
        TimeZoneInfo.ClearCachedData();
    }
}
