namespace Flagsmith.Polling.Sources;

/// <summary>Where an environment's flags come from. Used by one poll at a time.</summary>
internal interface IFlagSource
{
    /// <summary>Fetches the environment.</summary>
    /// <param name="options">The options that apply to this poll.</param>
    /// <param name="reason">Why it is fetched.</param>
    /// <param name="cancellationToken">Cuts the request off.</param>
    /// <returns>The content; the very object of before where nothing changed.</returns>
    /// <exception cref="FlagsmithApiException">There was no response that can be used.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    ValueTask<FlagContent> FetchAsync(FlagsmithPollingOptions options, FlagPollReason reason, CancellationToken cancellationToken);

    /// <summary>Content that was obtained in another way is now held: later responses are compared with it.</summary>
    /// <param name="content">The content.</param>
    /// <param name="options">The options that applied to it.</param>
    void Adopt(FlagContent content, FlagsmithPollingOptions options);
}
