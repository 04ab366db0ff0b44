using Flagsmith.Polling.Http;

namespace Flagsmith.Polling.Tests.Http;

public sealed class ByteBudgetTests
{
    private readonly ByteBudget _budget = new(100);

    [Test]
    public async Task WhatFits_IsGivenAtOnce_AndGivenBack()
    {
        using (var lease = _budget.Begin())
        {
            await lease.TakeAsync(60, CancellationToken.None);
            await lease.TakeAsync(40, CancellationToken.None);
            _budget.Used.Should().Be(100);
        }

        _budget.Used.Should().Be(0);
    }

    [Test]
    public async Task OneMayExceed_TheOthersWait_InTurn()
    {
        var (large, second, third) = (_budget.Begin(), _budget.Begin(), _budget.Begin());
        await large.TakeAsync(300, CancellationToken.None);
        await large.TakeAsync(300, CancellationToken.None);
        var waiting = second.TakeAsync(50, CancellationToken.None).AsTask();
        var behind = third.TakeAsync(60, CancellationToken.None).AsTask();
        (waiting.IsCompleted, behind.IsCompleted).Should().Be((false, false));

        large.Dispose();

        await waiting;
        await behind; // it exceeds now, as nobody else does
        _budget.Used.Should().Be(110);
        second.Dispose();
        third.Dispose();
        _budget.Used.Should().Be(0);
    }

    [Test]
    public async Task GrowingResponses_NeverWaitForOneAnother()
    {
        var leases = Enumerable.Range(0, 8).Select(_ => _budget.Begin()).ToList();
        await Task.WhenAll(leases.Select(async lease =>
        {
            for (var piece = 0; piece < 10; piece++)
            {
                await lease.TakeAsync(20, CancellationToken.None);
            }

            lease.Dispose();
        }));

        _budget.Used.Should().Be(0);
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task WhoLeaves_HoldsNobodyUp(bool isFirst)
    {
        var (exceeding, leaving, staying) = (_budget.Begin(), _budget.Begin(), _budget.Begin());
        await exceeding.TakeAsync(95, CancellationToken.None);
        await exceeding.TakeAsync(20, CancellationToken.None);
        using var token = new CancellationTokenSource();
        var left = isFirst ? leaving.TakeAsync(50, token.Token).AsTask() : null;
        var stayed = staying.TakeAsync(5, CancellationToken.None).AsTask();
        left ??= leaving.TakeAsync(50, token.Token).AsTask();

        await token.CancelAsync();
        await left.Awaiting(task => task).Should().ThrowAsync<OperationCanceledException>();
        stayed.IsCompleted.Should().BeFalse();
        exceeding.Dispose();

        await stayed;
        _budget.Used.Should().Be(5);
    }

    [Test]
    public async Task ResponseOfUnknownLength_HoldsItsBytesUntilItIsDisposed()
    {
        var budget = new ByteBudget(10_000_000);
        using (var body = await PooledBody.ReadAsync(new MemoryStream(new byte[1_000_000]), null, 2_000_000, budget, CancellationToken.None))
        {
            body!.Bytes.Length.Should().Be(1_000_000);
            budget.Used.Should().BeGreaterThanOrEqualTo(1_000_000);
        }

        budget.Used.Should().Be(0);
    }

    [Test]
    public async Task ResponseThatIsTooLong_GivesItsBytesBack()
    {
        var body = await PooledBody.ReadAsync(new MemoryStream(new byte[1_000_000]), null, 500_000, _budget, CancellationToken.None);

        body.Should().BeNull();
        _budget.Used.Should().Be(0);
    }
}
