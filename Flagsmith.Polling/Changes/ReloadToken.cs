using Microsoft.Extensions.Primitives;

namespace Flagsmith.Polling.Changes;

/// <summary>A token that is signalled once. It calls each callback by itself, where a <see cref="CancellationChangeToken"/> calls one after the other.</summary>
/// <param name="call">Runs a callback with its state; returns before the callback does.</param>
/// <remarks>Thread-safe. A callback that is registered after the signal is called at once.</remarks>
internal sealed class ReloadToken(Action<Action<object?>, object?> call) : IChangeToken
{
    private readonly Lock _gate = new();
    private readonly HashSet<CallbackRegistration> _waiting = [];
    private volatile bool _hasChanged;

    public bool HasChanged => _hasChanged;

    public bool ActiveChangeCallbacks => true;

    public IDisposable RegisterChangeCallback(Action<object?> callback, object? state)
    {
        ArgumentNullException.ThrowIfNull(callback);
        var registration = new CallbackRegistration(this, callback, state);
        lock (_gate)
        {
            if (!_hasChanged)
            {
                _waiting.Add(registration);
                return registration;
            }
        }

        call(callback, state);
        return registration;
    }

    /// <summary>Marks the token as changed, and calls the callbacks from another thread.</summary>
    public void Signal()
    {
        lock (_gate)
        {
            _hasChanged = true; // from here on nobody adds, and disposing a registration takes back no call: ChangeToken.OnChange relies on it
        }

        ThreadPool.UnsafeQueueUserWorkItem(static token => token.CallAll(), this, preferLocal: false);
    }

    private void CallAll()
    {
        CallbackRegistration[] all;
        lock (_gate)
        {
            all = [.. _waiting];
            _waiting.Clear();
        }

        foreach (var registration in all)
        {
            call(registration.Callback, registration.State);
        }
    }

    private void Remove(CallbackRegistration registration)
    {
        lock (_gate)
        {
            if (!_hasChanged)
            {
                _waiting.Remove(registration);
            }
        }
    }

    private sealed class CallbackRegistration(ReloadToken token, Action<object?> callback, object? state) : IDisposable
    {
        public Action<object?> Callback => callback;

        public object? State => state;

        public void Dispose() => token.Remove(this);
    }
}
