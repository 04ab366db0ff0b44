using System.Collections.Immutable;
using Flagsmith.Polling.Evaluation.Model;
using Flagsmith.Polling.Evaluation.Properties;

namespace Flagsmith.Polling.Tests.Evaluation.Interpreter;

/// <summary>Represents what a segment's rules read, found once per context.</summary>
/// <param name="NeedsUser">Whether a condition reads the user, or a share of the users.</param>
/// <param name="Flags">The names of the flags that conditions read, known or not.</param>
/// <param name="IsTooDeep">Whether rules are nested deeper than any document can say.</param>
internal sealed record SegmentFacts(bool NeedsUser, ImmutableArray<string> Flags, bool IsTooDeep)
{
    /// <summary>The reader of documents stops at 64 levels of JSON, which are fewer of rules.</summary>
    private const int MaxDepth = 64;

    /// <summary>Reads the rules of a segment, without recursion.</summary>
    public static SegmentFacts Of(SegmentContext segment, PropertyPaths paths)
    {
        var needsUser = false;
        var isTooDeep = false;
        var flags = ImmutableArray.CreateBuilder<string>();
        var rules = new Stack<(SegmentRule Rule, int Depth)>(segment.Rules.Select(static rule => (rule, 1)));
        while (rules.TryPop(out var next))
        {
            isTooDeep |= next.Depth > MaxDepth;
            foreach (var condition in next.Rule.Conditions)
            {
                var path = paths.Find(condition.Property);
                needsUser |= path is not { IsOfEnvironment: true };
                if (path?.Flag is { } flag)
                {
                    flags.Add(flag);
                }
            }

            foreach (var rule in next.Rule.Rules)
            {
                rules.Push((rule, next.Depth + 1));
            }
        }

        return new SegmentFacts(needsUser, flags.ToImmutable(), isTooDeep);
    }

    /// <summary>Shows no text of the server.</summary>
    public override string ToString() => $"Segment that reads {Flags.Length} flags";
}
