using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;

namespace Flagsmith.Polling.AspNetCore.Inspector;

/// <summary>The stream of events of one page: the status of each environment at first, and again whenever it has changed. The page then fetches flags whose version is new.</summary>
/// <remarks>Ends when the page is closed or the application stops.</remarks>
internal sealed class EventStream(InspectedEnvironments environments, TimeProvider time)
{
    private const string Status = "status";
    private const string Heartbeat = "heartbeat";
    private const int StepsToHeartbeat = 15;

    private static readonly TimeSpan Step = TimeSpan.FromSeconds(1);

    public async IAsyncEnumerable<SseItem<string>> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var last = new string[environments.All.Count];
        using var steps = new PeriodicTimer(Step, time);
        var quiet = 0;
        do
        {
            for (var index = 0; index < last.Length; index++)
            {
                var status = StatusWriter.Write(environments.All[index], environments.Run);
                if (status != last[index])
                {
                    (last[index], quiet) = (status, 0);
                    yield return new SseItem<string>(status, Status);
                }
            }

            if (++quiet >= StepsToHeartbeat)
            {
                quiet = 0;
                yield return new SseItem<string>("", Heartbeat); // keeps proxies from closing the connection
            }
        }
        while (await WaitAsync(steps, cancellationToken).ConfigureAwait(false));
    }

    private static async ValueTask<bool> WaitAsync(PeriodicTimer steps, CancellationToken cancellationToken)
    {
        try
        {
            return await steps.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
