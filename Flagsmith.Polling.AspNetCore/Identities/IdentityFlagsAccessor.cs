using Microsoft.AspNetCore.Http;

namespace Flagsmith.Polling.AspNetCore.Identities;

/// <summary>Finds the current request, and reads its user.</summary>
internal sealed class IdentityFlagsAccessor(IHttpContextAccessor requests, RequestIdentityReader users) : IIdentityFlagsAccessor
{
    public ValueTask<IIdentityFlagSnapshot> GetFlagsAsync(CancellationToken cancellationToken = default) => GetFlagsAsync("", cancellationToken);

    public ValueTask<IIdentityFlagSnapshot> GetFlagsAsync(string environmentName, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(environmentName);
        var request = requests.HttpContext
            ?? throw new InvalidOperationException("There is no current request whose user could be read. Outside of requests, read users from IIdentityFlagProvider.");
        var read = users.ReadAsync(request, environmentName, mayFail: true);
        return read.IsCompleted || !cancellationToken.CanBeCanceled ? read : new ValueTask<IIdentityFlagSnapshot>(read.AsTask().WaitAsync(cancellationToken));
    }
}
