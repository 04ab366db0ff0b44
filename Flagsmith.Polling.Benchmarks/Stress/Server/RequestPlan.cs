using Flagsmith.Polling.Benchmarks.Stress.Model;

namespace Flagsmith.Polling.Benchmarks.Stress.Server;

/// <summary>What becomes of one request.</summary>
/// <param name="Hold">How long the response is held back.</param>
/// <param name="AppliesLate">Whether traits are stored only when the response leaves.</param>
/// <param name="Fault">What goes wrong.</param>
internal readonly record struct RequestPlan(TimeSpan Hold, bool AppliesLate, RequestFault Fault)
{
    /// <summary>A good response at once.</summary>
    public static readonly RequestPlan Good = new(TimeSpan.Zero, AppliesLate: false, RequestFault.None);

    private static readonly RequestFault[] OfReads =
    [
        RequestFault.ServerError, RequestFault.ConnectionLostBefore, RequestFault.ConnectionLostAfter, RequestFault.HangsBefore,
        RequestFault.EmptyList, RequestFault.EmptyList, RequestFault.OtherUser, RequestFault.OtherUser, RequestFault.TornBody,
    ];

    private static readonly RequestFault[] OfWrites =
    [
        RequestFault.ServerError, RequestFault.ConnectionLostBefore, RequestFault.ConnectionLostAfter, RequestFault.ConnectionLostAfter,
        RequestFault.HangsBefore, RequestFault.HangsAfter, RequestFault.HangsAfter, RequestFault.AppliedAfterTimeout, RequestFault.OtherUser,
    ];

    private static readonly RequestFault[] Refusals = [RequestFault.Unavailable, RequestFault.Throttled];

    /// <summary>Draws the fate of a request for a user.</summary>
    /// <param name="kind">What is asked.</param>
    /// <param name="stage">The stage; where fetches are not to be refused, no response pauses them.</param>
    /// <param name="user">The number of the user. Reads fail for those with an odd one.</param>
    public static RequestPlan Draw(CallKind kind, StageKind stage, int user)
    {
        var random = Random.Shared;
        return new RequestPlan(TimeSpan.FromMilliseconds(DrawHold(random)), random.Next(2) == 0, DrawFault(kind, stage, user, random));
    }

    private static RequestFault DrawFault(CallKind kind, StageKind stage, int user, Random random)
    {
        if (user == StagePlan.QuietUser && stage == StageKind.Roomy)
        {
            return random.Next(3) == 0 ? RequestFault.EmptyList : RequestFault.None;
        }

        var isWrite = kind == CallKind.Write;
        if ((!isWrite && user % 2 == 0) || random.Next(isWrite ? 6 : 9) != 0)
        {
            return RequestFault.None;
        }

        var fault = stage == StageKind.Crowded && random.Next(20) == 0 ? Pick(Refusals, random) : Pick(isWrite ? OfWrites : OfReads, random);
        return kind == CallKind.StoringRead && fault == RequestFault.EmptyList ? RequestFault.None : fault;
    }

    private static double DrawHold(Random random) => random.Next(100) switch
    {
        < 40 => 0,
        < 65 => 4 * random.NextDouble(),
        < 85 => 80 * random.NextDouble(),
        < 97 => 300 * random.NextDouble(),
        _ => 700 * random.NextDouble(),
    };

    private static RequestFault Pick(RequestFault[] faults, Random random) => faults[random.Next(faults.Length)];
}
