using Flagsmith.Polling.Evaluation;
using Flagsmith.Polling.Evaluation.Model;
using Flagsmith.Polling.Tests.Robustness;
using FsCheck;
using FsCheck.Fluent;

namespace Flagsmith.Polling.Tests.Evaluation;

/// <summary>Whatever an environment and a user are made of: the evaluation ends, throws nothing and gives the same result again.</summary>
[Category("Long")]
public sealed class AnyContextTests
{
    [Test]
    public void AnyContext_Evaluated_NeverThrowsAndIsRepeatable()
    {
        var matched = 0;
        var judged = 0;
        Prop.ForAll(Gen.Choose(int.MinValue, int.MaxValue).ToArbitrary(), seed =>
        {
            var random = new Random(seed);
            var context = RandomContexts.ContextOf(random);
            var evaluator = new FlagEvaluator(context);
            foreach (var identity in new[] { null, RandomContexts.IdentityOf(random) })
            {
                var withoutUser = (SegmentsWithoutUser)random.Next(3);
                var result = evaluator.Evaluate(identity, withoutUser);

                result.Flags.Should().HaveCount(context.Features.Length);
                var again = new FlagEvaluator(context).Evaluate(identity, withoutUser);
                again.Flags.Should().Equal(result.Flags);
                again.Segments.Should().Equal(result.Segments);
                RandomContexts.Names.Select(name => evaluator.Explain(name, identity, withoutUser)?.Result).OfType<FlagResult>().Should().Equal(RandomContexts.Names.Select(result.Find).OfType<FlagResult>());
                matched += result.Segments.Length;
                judged += context.Segments.Length;
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(Scale.Of(10_000, 500)).WithQuietOnSuccess(true));

        matched.Should().BeInRange(judged / 20, judged * 19 / 20, "both outcomes must occur for the test to mean something");
    }
}
