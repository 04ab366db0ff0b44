namespace Flagsmith.Polling.Refresh;

/// <summary>Polls an environment once. Used one at a time.</summary>
internal interface IPoll
{
    /// <param name="reason">Why the poll runs.</param>
    /// <param name="cancellationToken">Cuts the poll off.</param>
    /// <returns>Why the poll failed; null when it succeeded.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    ValueTask<FlagsmithApiException?> RunAsync(FlagPollReason reason, CancellationToken cancellationToken);
}
