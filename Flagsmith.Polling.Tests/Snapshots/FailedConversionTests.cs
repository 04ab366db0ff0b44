using Flagsmith.Polling.Snapshots;

namespace Flagsmith.Polling.Tests.Snapshots;

/// <summary>A conversion that fails gives the type's default, as the documentation of the <c>TryGet</c> members says, and not what it had read so far.</summary>
public sealed class FailedConversionTests
{
    private static readonly FlagValue[] Values =
        [FlagValue.Null, true, -1, 300, 5_000_000_000, 1.5, 1e300, -1e300, double.NaN, "", "x", "300", "5000000000", "1e999", "-1e999", "1e5x", "true ", "1.5", "99999999999999999999"];

    [TestCaseSource(nameof(Values))]
    public void ValueThatDoesNotFit_GivesTheDefault(FlagValue value)
    {
        (value.TryGetBoolean(out var boolean) || !boolean).Should().BeTrue();
        (value.TryGetInt32(out var number) || number == 0).Should().BeTrue();
        (value.TryGetInt64(out var large) || large == 0).Should().BeTrue();
        (value.TryGetDouble(out var fraction) || fraction == 0).Should().BeTrue();
        (value.TryGetString(out var text) || text is null).Should().BeTrue();
    }

    [TestCase(int.MinValue, true)]
    [TestCase(int.MaxValue, true)]
    [TestCase(int.MinValue - 1L, false)]
    [TestCase(int.MaxValue + 1L, false)]
    public void Int32_AtTheEndsOfItsRange_IsReadOrZero(long number, bool fits)
    {
        ((FlagValue)number).TryGetInt32(out var value).Should().Be(fits);

        value.Should().Be(fits ? (int)number : 0);
    }

    [TestCase("10:30:00.x", Description = "the time is read before its fraction")]
    [TestCase("/etc/passwd", Description = "a Unix path is a file's URI to .NET")]
    [TestCase("x:y ", Description = "a URI, but for the whitespace at its end")]
    [TestCase("2026-01-01T10:30:00.x")]
    [TestCase("nothing of all these")]
    [TestCase(99, Description = "a number of no member")]
    public void ValueThatFitsInPartAlone_GivesTheDefault(object of)
    {
        FlagValue value = of is int number ? number : (string)of;

        (FlagConversions.TryGet(value, out TimeOnly time), time).Should().Be((false, default(TimeOnly)));
        (FlagConversions.TryGet(value, out Uri address), address).Should().Be((false, null!));
        (FlagConversions.TryGet(value, out DateTime moment), moment, moment.Kind).Should().Be((false, default(DateTime), DateTimeKind.Unspecified));
        (EnumConversion.TryGet(value, out DayOfWeek day), day).Should().Be((false, default(DayOfWeek)));
        (EnumConversion.TryGetBoxed(value, out DayOfWeek? boxed), boxed).Should().Be((false, null));
        (ConversionTable.Lift<TimeOnly>(FlagConversions.TryGet)(value, out var lifted), lifted).Should().Be((false, null));
    }
}
