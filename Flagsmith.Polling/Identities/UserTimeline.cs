namespace Flagsmith.Polling.Identities;

/// <summary>The requests of one user that have not ended, in the order in which they were sent. It exists only while there are some.</summary>
/// <remarks>
/// Thread-safe. What is sent later wins, whichever response arrives last: docs/decisions/0022. A cached view can be replaced only by a
/// response that is in a timeline, so nothing about the order needs to be remembered when the last request has ended.
/// </remarks>
internal sealed class UserTimeline(string identifier, IdentityCache cache) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly List<UserRequest> _sent = []; // in the order of sending
    private readonly List<UserRequest> _shared = []; // reads that other readers may wait for
    private readonly SemaphoreSlim _writeTurn = new(1, 1);

    public string Identifier { get; } = identifier;

    /// <summary>Gets or sets how many requests there are, waiting ones included. For <see cref="UserTimelines"/> alone.</summary>
    public int Requests { get; set; }

    /// <summary>Finds a read that a reader who comes now may wait for.</summary>
    public UserRequest? FindShared(TraitSetKey? variant)
    {
        lock (_gate)
        {
            return _shared.Find(request => Equals(request.Key.Variant, variant));
        }
    }

    public void Share(UserRequest request)
    {
        lock (_gate)
        {
            _shared.Add(request);
        }
    }

    /// <summary>Determines whether responses cannot be kept at the moment, as a write is on its way.</summary>
    public bool HasWriteInFlight()
    {
        lock (_gate)
        {
            return _sent.Exists(static request => request.IsWrite);
        }
    }

    /// <summary>Waits for the user's earlier writes: the server loses traits of writes that overlap. The turn ends with the request.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task WaitForWriteTurnAsync(UserRequest request, CancellationToken cancellationToken)
    {
        await _writeTurn.WaitAsync(cancellationToken).ConfigureAwait(false);
        request.HasWriteTurn = true;
    }

    public bool TryTakeWriteTurn(UserRequest request) => request.HasWriteTurn = _writeTurn.Wait(0, CancellationToken.None);

    /// <summary>Gives a request its place in the order. Called when it is about to leave.</summary>
    public void Send(UserRequest request)
    {
        lock (_gate)
        {
            if (!request.IsSent && !request.IsEnded)
            {
                request.IsSent = true;
                _sent.Add(request);
            }
        }
    }

    /// <summary>Keeps the response to a request where the order allows that; where it does not, what is cached is older and so must be fetched before it is served again.</summary>
    /// <param name="request">The request.</param>
    /// <param name="store">Puts the response into the cache; gives whether there was room.</param>
    /// <returns>Whether that is settled; false when there was no room.</returns>
    public bool TryKeep(UserRequest request, Func<bool> store)
    {
        lock (_gate)
        {
            OvertakeEarlier(request);
            if (request.IsWrite)
            {
                SupersedeSent(except: request);
            }

            if (MayStore(request))
            {
                var isStored = store();
                if (request.IsOvertaken)
                {
                    cache.MarkOutdated(Identifier); // a write's own view, older than what a reader has already had
                }

                return isStored;
            }

            if (!request.IsOvertaken)
            {
                cache.MarkOutdated(request.Key);
            }

            return true;
        }
    }

    /// <summary>A response is not kept, and what is cached must not be served again before it has been fetched.</summary>
    public void KeepNothing(UserRequest request)
    {
        lock (_gate)
        {
            OvertakeEarlier(request);
            cache.MarkOutdated(Identifier);
        }
    }

    /// <summary>Ends a request, and its turn if it is a write.</summary>
    /// <param name="request">The request.</param>
    /// <param name="isOutcomeUnknown">Whether the server may have stored what was sent although no response says so.</param>
    public void End(UserRequest request, bool isOutcomeUnknown)
    {
        lock (_gate)
        {
            request.IsEnded = true;
            _shared.Remove(request);
            if (_sent.Remove(request) && request.IsWrite)
            {
                EndWrite(request, isOutcomeUnknown);
            }
        }

        if (request.HasWriteTurn)
        {
            _writeTurn.Release();
        }
    }

    /// <summary>Forgets the user: nothing that has been sent is kept, nor waited for by readers who come from now on.</summary>
    public void Invalidate()
    {
        lock (_gate)
        {
            SupersedeSent(except: null);
            cache.Remove(Identifier);
        }
    }

    public void Dispose() => _writeTurn.Dispose();

    private bool MayStore(UserRequest request) =>
        !request.IsSuperseded && (request.IsWrite || !(request.IsOvertaken || _sent.Exists(static other => other.IsWrite)));

    private void EndWrite(UserRequest request, bool isOutcomeUnknown)
    {
        SupersedeSent(except: request);
        if (isOutcomeUnknown)
        {
            cache.MarkOutdated(Identifier);
        }
    }

    private void SupersedeSent(UserRequest? except)
    {
        foreach (var request in _sent)
        {
            if (request != except)
            {
                request.IsSuperseded = true;
                _shared.Remove(request);
            }
        }
    }

    private void OvertakeEarlier(UserRequest request)
    {
        foreach (var earlier in _sent.TakeWhile(sent => sent != request))
        {
            if (Equals(earlier.Key.Variant, request.Key.Variant))
            {
                earlier.IsOvertaken = true;
                _shared.Remove(earlier);
            }
        }
    }
}
