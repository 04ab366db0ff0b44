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
}
