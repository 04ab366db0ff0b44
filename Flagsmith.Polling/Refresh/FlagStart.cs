using Flagsmith.Polling.Http;
using Microsoft.Extensions.Logging;

namespace Flagsmith.Polling.Refresh;

/// <summary>The start of one environment: begins to poll, and waits for the first load as the start policy says. Blocks no thread.</summary>
internal sealed partial class FlagStart(FlagProvider provider, TimeProvider time, ILogger logger, Action? joinFleet = null) : IEnvironmentStart
{
    /// <summary>How long a start that does not wait for Flagsmith waits for the flags kept on disk; any start says so when they take longer.</summary>
    private static readonly TimeSpan MaxForFile = TimeSpan.FromSeconds(1);

    /// <exception cref="FlagsmithApiException">There were no flags in time, and the policy is to fail the host; or the HTTP client's handler must not carry the key.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var options = provider.Options;
        var hint = options.ApiUrl == FlagsmithApiUrls.Core
            ? $" This is the Core API; if the project lives on Flagsmith's SaaS, set ApiUrl to {FlagsmithApiUrls.Edge}."
            : "";
        StartLog.Starting(logger, options.ApiUrl, options.PollInterval, hint);

        // A timer of this method: that of Task.WaitAsync outlives the wait.
        using var spent = new CancellationTokenSource(options.StartupTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, spent.Token);
        await CheckHandlerAsync(either.Token, cancellationToken).ConfigureAwait(false);
        var restoring = provider.Poller.RestoreAsync(options.StartupTimeout < MaxForFile ? options.StartupTimeout : MaxForFile);
        joinFleet?.Invoke();
        provider.Poller.Start(); // beside the file: a disk that hangs must not keep Flagsmith's flags away
        if (options.StartupPolicy == StartupPolicy.DoNotWait)
        {
            await WithinTimeoutAsync(Task.WhenAny(restoring, provider.Settled).WaitAsync, either.Token, cancellationToken).ConfigureAwait(false);
            return;
        }

        await WithinTimeoutAsync(provider.Settled.WaitAsync, either.Token, cancellationToken).ConfigureAwait(false);
        if (!provider.Status.IsReady)
        {
            await ContinueWithoutFlagsAsync(options).ConfigureAwait(false);
        }
    }

    public Task StopAsync() => provider.Poller.StopAsync();

    private static async Task WithinTimeoutAsync(Func<CancellationToken, Task> wait, CancellationToken budget, CancellationToken cancellationToken)
    {
        try
        {
            await wait(budget).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The budget is spent; what that means is the policy's to say.
        }
    }

    // Whatever the policy, as for any other fault in how the application is set up.
    private async Task CheckHandlerAsync(CancellationToken budget, CancellationToken cancellationToken)
    {
        var check = provider.Environment.Api.FindHandlerErrorAsync();
        await WithinTimeoutAsync(check.WaitAsync, budget, cancellationToken).ConfigureAwait(false);
        if (check.IsCompletedSuccessfully && await check.ConfigureAwait(false) is { } fault)
        {
            throw fault;
        }
    }

    // The kind alone: the poll that failed has logged the whole text.
    private static string ReasonOf(FlagsmithApiException? error) => error switch
    {
        null => "There was no response yet.",
        { StatusCode: { } status } => $"The last poll failed ({error.Kind}, status {(int)status}).",
        _ => $"The last poll failed ({error.Kind}).",
    };

    private async Task ContinueWithoutFlagsAsync(FlagsmithPollingOptions options)
    {
        var error = provider.Status.LastError;
        if (options.StartupPolicy == StartupPolicy.FailHost)
        {
            await provider.Poller.StopAsync().ConfigureAwait(false);
            throw error ?? ApiErrors.Timeout(ApiRequest.Flags(options) with { Limit = options.StartupTimeout, LimitSetting = nameof(options.StartupTimeout) });
        }

        StartLog.ContinuingWithDefaults(logger, options.StartupTimeout, provider.Current.Flags.Count, ReasonOf(error));
    }
}
