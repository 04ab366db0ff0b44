using System.Collections.Immutable;
using Flagsmith.Polling.Evaluation.Explanations;
using Flagsmith.Polling.Evaluation.Model;
using Flagsmith.Polling.Evaluation.Plans;

namespace Flagsmith.Polling.Evaluation;

/// <summary>Evaluates the flags and segments of one environment as Flagsmith's reference engine 11.1 does. Thread-safe; no member throws.</summary>
/// <param name="plan">The environment.</param>
internal sealed class FlagEvaluator(EnvironmentPlan plan)
{
    public FlagEvaluator(EvaluationContext context)
        : this(PlanCompiler.Compile(context))
    {
    }

    /// <summary>Evaluates all flags.</summary>
    /// <param name="identity">The user; null for the environment alone.</param>
    /// <param name="withoutUser">Which segments can match without a user.</param>
    public EvaluationResult Evaluate(EvaluatedIdentity? identity = null, SegmentsWithoutUser withoutUser = SegmentsWithoutUser.ThatReadNoUser)
    {
        var user = Begin(identity, withoutUser);
        var flags = ImmutableArray.CreateBuilder<FlagResult>(plan.Flags.Length);
        for (var flag = 0; flag < plan.Flags.Length; flag++)
        {
            flags.Add(ResultOf(user, flag, identity, withoutUser));
        }

        return new EvaluationResult(flags.MoveToImmutable(), [.. SegmentsOf(user)]);
    }

    /// <summary>Explains how a flag comes about.</summary>
    /// <param name="flag">The flag's name.</param>
    /// <param name="identity">The user; null for the environment alone.</param>
    /// <param name="withoutUser">Which segments can match without a user.</param>
    /// <returns>The explanation; null where the environment has no such flag.</returns>
    public FlagTrace? Explain(string flag, EvaluatedIdentity? identity = null, SegmentsWithoutUser withoutUser = SegmentsWithoutUser.ThatReadNoUser)
    {
        if (plan.FindFlag(flag) is not { } index)
        {
            return null;
        }

        var user = Begin(identity, withoutUser);
        return new FlagTracer(plan, user, identity is null ? withoutUser : null).Trace(index, ResultOf(user, index, identity, withoutUser));
    }

    /// <summary>Shows no text of the server.</summary>
    public override string ToString() => plan.ToString();

    private UserEvaluation Begin(EvaluatedIdentity? identity, SegmentsWithoutUser withoutUser) =>
        identity is null ? plan.ForEnvironment(withoutUser) : plan.ForUser(identity);

    private static FlagResult ResultOf(in UserEvaluation user, int flag, EvaluatedIdentity? identity, SegmentsWithoutUser withoutUser)
    {
        user.Read(flag); // the chains below, without recursion
        var (choice, number) = user.Choose(flag);
        var result = choice.MakeResult(number);

        // Where no segment counts nothing is read, and so nothing in a cycle.
        return identity is null && withoutUser == SegmentsWithoutUser.None ? result with { Reason = FlagReasons.Default } : result;
    }

    private List<SegmentResult> SegmentsOf(UserEvaluation user)
    {
        var members = new List<SegmentResult>();
        for (var i = 0; i < plan.Segments.Length; i++)
        {
            if (user.IsIn(i))
            {
                var segment = plan.Segments[i].Segment;
                members.Add(new SegmentResult(segment.Name, EvaluationMetadata.NonEmpty(segment.Metadata)));
            }
        }

        return members;
    }
}
