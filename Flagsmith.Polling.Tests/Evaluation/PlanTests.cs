using System.Collections.Immutable;
using Flagsmith.Polling.Evaluation;
using Flagsmith.Polling.Evaluation.Model;
using Flagsmith.Polling.Evaluation.Plans;
using Flagsmith.Polling.Tests.Evaluation.Interpreter;
using Flagsmith.Polling.Tests.Robustness;
using FsCheck;
using FsCheck.Fluent;

namespace Flagsmith.Polling.Tests.Evaluation;

/// <summary>The plan finds what the interpreter finds, for any environment and any user, whatever is read first.</summary>
[Category("Long")]
public sealed class PlanTests
{
    private const int UsersOfEach = 5;

    [Test]
    public void AnyUser_OfAnyEnvironment_GetsWhatTheInterpreterFinds()
    {
        var environments = Scale.Of(20_000, 1_000);
        var (pairs, cyclic, overridden, split, dependent) = (0, 0, 0, 0, 0);
        Prop.ForAll(Gen.Choose(int.MinValue, int.MaxValue).ToArbitrary(), seed =>
        {
            var random = new Random(seed);
            var context = RandomContexts.ContextOf(random);
            var (evaluator, interpreter) = (new FlagEvaluator(context), new FlagInterpreter(context));
            foreach (var identity in Users(random))
            {
                var withoutUser = (SegmentsWithoutUser)random.Next(3);
                var expected = interpreter.Evaluate(identity, withoutUser);
                var found = evaluator.Evaluate(identity, withoutUser);

                found.Flags.Should().Equal(expected.Flags);
                found.Segments.Should().Equal(expected.Segments);
                pairs++;
                cyclic += expected.Flags.Count(flag => flag.Reason == FlagReasons.CircularDependency);
                overridden += expected.Flags.Count(flag => flag.SegmentName is not null);
                split += expected.Flags.Count(flag => flag.Reason.StartsWith("SPLIT", StringComparison.Ordinal));
                dependent += PlanCompiler.Compile(context).Flags.Count(flag => flag.Rank > 0);
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(environments).WithQuietOnSuccess(true));

        pairs.Should().Be(environments * UsersOfEach, "100,000 pairs at full scale");
        new[] { cyclic, overridden, split, dependent }.Should().OnlyContain(count => count > pairs / 20, "a comparison of nothing but defaults would say little");
    }

    [Test]
    public void Flags_ReadInAnyOrder_AreTheSame()
    {
        Prop.ForAll(Gen.Choose(int.MinValue, int.MaxValue).ToArbitrary(), seed =>
        {
            var random = new Random(seed);
            var context = RandomContexts.ContextOf(random);
            var plan = PlanCompiler.Compile(context);
            var identity = RandomContexts.IdentityOf(random);
            var expected = new FlagInterpreter(context).Evaluate(identity);
            var user = plan.ForUser(identity);
            foreach (var index in Enumerable.Range(0, 2 * context.Features.Length).Select(_ => random.Next(context.Features.Length)))
            {
                var flag = user.Read(index);

                (flag.Feature.Name, flag.Enabled, flag.Value, flag.Variant, flag.Reason).Should()
                    .Be((expected.Flags[index].Name, expected.Flags[index].Enabled, expected.Flags[index].Value, expected.Flags[index].Variant, expected.Flags[index].Reason));
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(Scale.Of(10_000, 500)).WithQuietOnSuccess(true));
    }

    [Test]
    public async Task OneUser_ReadByFourThreads_IsWhatTheInterpreterFinds()
    {
        for (var round = 0; round < Scale.Of(500, 50); round++)
        {
            var random = new Random(round);
            var context = Grow(random);
            var identity = RandomContexts.IdentityOf(random);
            var expected = new FlagInterpreter(context).Evaluate(identity);
            var user = PlanCompiler.Compile(context).ForUser(identity);
            using var start = new Barrier(4);
            var readers = Enumerable.Range(0, 4).Select(seed => Task.Factory.StartNew(() =>
            {
                var order = Enumerable.Range(0, context.Features.Length).ToArray();
                new Random(seed).Shuffle(order);
                start.SignalAndWait();
                return order.Select(index => (index, user.Read(index).Enabled, user.Read(index).Value, Reason: user.Read(index).Reason!)).OrderBy(read => read.index).ToList();
            }, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default));

            foreach (var reads in await Task.WhenAll(readers))
            {
                reads.Select(read => (read.Enabled, read.Value, read.Reason)).Should().Equal(expected.Flags.Select(flag => (flag.Enabled, flag.Value, flag.Reason)), $"round {round}");
            }
        }
    }

    private static IEnumerable<EvaluatedIdentity?> Users(Random random) =>
        Enumerable.Range(0, UsersOfEach).Select(user => user == 0 ? null : RandomContexts.IdentityOf(random));

    /// <summary>Puts several random environments side by side, so that threads have something to meet at.</summary>
    private static EvaluationContext Grow(Random random)
    {
        var parts = Enumerable.Range(0, 10).Select(_ => RandomContexts.ContextOf(random)).ToList();
        return parts[0] with
        {
            Features = [.. parts.SelectMany((part, index) => part.Features.Select(feature => feature with { Name = index == 0 ? feature.Name : $"{feature.Name}{index}" }))],
            Segments = [.. parts.SelectMany((part, index) => part.Segments.Select(segment => segment with { Overrides = Rename(segment.Overrides, index) }))],
        };
    }

    private static ImmutableArray<FeatureContext> Rename(ImmutableArray<FeatureContext> overrides, int index) =>
        [.. overrides.Select(feature => index == 0 ? feature : feature with { Name = $"{feature.Name}{index}" })];
}
