using System.Globalization;
using Flagsmith.Polling.Snapshots;

namespace Flagsmith.Polling.Tests.Snapshots;

/// <summary>Moments at the ends of what there is.</summary>
public sealed class IsoTimeTests
{
    [TestCase("0001-01-01T00:00:00Z", true)]
    [TestCase("0001-01-01T14:00:00+14:00", true)]
    [TestCase("0001-01-01T00:00:00+00:01", false)]
    [TestCase("9999-12-31T23:59:59.9999999Z", true)]
    [TestCase("9999-12-31T09:59:59.9999999-14:00", true)]
    [TestCase("9999-12-31T23:59:59.9999999-00:01", false)]
    [TestCase("2026-03-04T05:06:07+14:00", true)]
    [TestCase("2026-03-04T05:06:07-14:00", true)]
    [TestCase("2026-03-04T05:06:07+14:01", false)]
    [TestCase("2026-03-04T05:06:07+2x:00", false)]
    [TestCase("2026-03-04T05:06:07-24:00", false)]
    [TestCase("2026-03-04T+02:00", false)]
    [TestCase("2026-03-04T05:06+02:00", true)]
    public void Moment_AtTheEnds_IsReadOrNot(string text, bool isMoment)
    {
        IsoTime.TryReadMoment(text, out var moment).Should().Be(isMoment);

        moment.Should().Be(isMoment ? DateTimeOffset.Parse(text, CultureInfo.InvariantCulture) : default);
    }
}
