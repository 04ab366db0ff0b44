namespace Flagsmith.Polling.AspNetCore.Identities;

/// <summary>The reads of one request: its user in each environment, read once.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class RequestReads
{
    private readonly Lock _gate = new();
    private (string Name, Task<IIdentityFlagSnapshot> Read)? _first; // mostly there is one
    private Dictionary<string, Task<IIdentityFlagSnapshot>>? _others;

    public Task<IIdentityFlagSnapshot>? Find(string environmentName)
    {
        lock (_gate)
        {
            return _first is { } first && first.Name == environmentName ? first.Read : _others?.GetValueOrDefault(environmentName);
        }
    }

    /// <exception cref="InvalidOperationException"><paramref name="read"/> itself reads the user.</exception>
    public Task<IIdentityFlagSnapshot> GetOrAdd(string environmentName, Func<Task<IIdentityFlagSnapshot>> read)
    {
        if (_gate.IsHeldByCurrentThread)
        {
            throw new InvalidOperationException(
                "The user of a request is read by what says who that is. Let IdentityFlagsOptions.IdentifierOf and TraitsOf read the environment's flags instead, from IFlagProvider.");
        }

        lock (_gate)
        {
            if (_first is not { } first)
            {
                _first = first = (environmentName, read());
            }

            if (first.Name == environmentName)
            {
                return first.Read;
            }

            _others ??= new Dictionary<string, Task<IIdentityFlagSnapshot>>(StringComparer.Ordinal);
            return _others.TryGetValue(environmentName, out var other) ? other : _others[environmentName] = read();
        }
    }
}
