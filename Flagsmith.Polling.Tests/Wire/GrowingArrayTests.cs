using Flagsmith.Polling.Wire;

namespace Flagsmith.Polling.Tests.Wire;

/// <summary>Polls that bring little news allocate little: an array of a length that is known is made once, and what is borrowed is given back.</summary>
public sealed class GrowingArrayTests
{
    [Test]
    public void ToArray_AnyNumberOfItems_HasAllInTheirOrder([Values(0, 1, 3, 64, 65, 128, 1_000)] int count, [Values(0, 3, 64, 2_000)] int expected) =>
        Fill(new GrowingArray<int>(expected), count).ToArray().Should().Equal(Enumerable.Range(0, count));

    [Test]
    public void ToArray_OfAsManyAsExpected_CopiesNothing()
    {
        var array = Fill(new GrowingArray<int>(1_000), 1_000);

        AllocatedBytes.Of(() => array.ToArray()).Should().Be(0);
    }

    [TestCase(1_000)]
    [TestCase(1_024)] // as long as an array of the pool
    public void ToArray_OfMoreThanExpected_AllocatesTheArrayAlone(int count)
    {
        const int Rest = 200; // the collector's own object, the arrays' headers

        AllocatedBytes.Of(() => Fill(new GrowingArray<int>(0), count).ToArray()).Should().BeLessThan((count * sizeof(int)) + Rest);
    }

    [Test]
    public void ToArray_OfBorrowedRoom_IsNobodyElses()
    {
        var first = Fill(new GrowingArray<int>(0), 64).ToArray();
        _ = Fill(new GrowingArray<int>(0), 64, from: 100);

        first.Should().Equal(Enumerable.Range(0, 64));
    }

    private static GrowingArray<int> Fill(GrowingArray<int> array, int count, int from = 0)
    {
        for (var item = 0; item < count; item++)
        {
            array.Add(from + item);
        }

        return array;
    }
}
