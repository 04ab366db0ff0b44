using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Flagsmith.Polling.AspNetCore.Identities;

/// <summary>Reads the user of a request, once for each request and environment.</summary>
/// <remarks>Thread-safe, also within one request.</remarks>
internal sealed partial class RequestIdentityReader(IServiceProvider services, IOptions<IdentityFlagsOptions> options, ILogger<RequestIdentityReader> logger)
{
    private readonly IdentityFlagsOptions _options = options.Value;
    private int _hasLogged;

    /// <summary>Reads the user.</summary>
    /// <param name="request">The request.</param>
    /// <param name="environmentName">The environment's name; empty for the default one.</param>
    /// <param name="mayFail">Whether an error is the caller's; otherwise the environment's flags take the user's place.</param>
    public ValueTask<IIdentityFlagSnapshot> ReadAsync(HttpContext request, string environmentName, bool mayFail)
    {
        var reads = ReadsOf(request);
        var read = reads.Find(environmentName) ?? Add(reads, request, environmentName);
        if (read.IsCompletedSuccessfully)
        {
            return new ValueTask<IIdentityFlagSnapshot>(read.Result);
        }

        return new ValueTask<IIdentityFlagSnapshot>(mayFail ? read : ReadOrFallBackAsync(read, environmentName));
    }

    // Apart, as the function that reads is an object.
    private Task<IIdentityFlagSnapshot> Add(RequestReads reads, HttpContext request, string environmentName) =>
        reads.GetOrAdd(environmentName, () => ReadOnceAsync(request, environmentName));

    private static RequestReads ReadsOf(HttpContext request)
    {
        lock (request.Features)
        {
            if (request.Features.Get<RequestReads>() is { } reads)
            {
                return reads;
            }

            reads = new RequestReads();
            request.Features.Set(reads);
            return reads;
        }
    }

    private async Task<IIdentityFlagSnapshot> ReadOrFallBackAsync(Task<IIdentityFlagSnapshot> read, string environmentName)
    {
        try
        {
            return await read.ConfigureAwait(false);
        }
        catch (FlagsmithApiException)
        {
            return Anonymous(environmentName);
        }
    }

    private async Task<IIdentityFlagSnapshot> ReadOnceAsync(HttpContext request, string environmentName)
    {
        var identifier = _options.IdentifierOf(request);
        if (string.IsNullOrWhiteSpace(identifier))
        {
            return Anonymous(environmentName);
        }

        var users = Registered.Find<IIdentityFlagProvider>(services, environmentName);
        try
        {
            return TraitsOf(request) is { Count: > 0 } traits
                ? await users.GetFlagsAsync(new FlagIdentity(identifier) { Traits = traits }, request.RequestAborted).ConfigureAwait(false)
                : await users.GetFlagsAsync(identifier, request.RequestAborted).ConfigureAwait(false);
        }
        catch (ArgumentException error) // an identifier or a trait that Flagsmith does not take is the application's error, but no reason to fail its visitors
        {
            if (Interlocked.Exchange(ref _hasLogged, 1) == 0)
            {
                IdentityLog.NotValid(logger, error.GetType().Name);
            }

            return Anonymous(environmentName);
        }
    }

    private AnonymousFlagSnapshot Anonymous(string environmentName) => new(Registered.Flags(services, environmentName).Current);

    private Dictionary<string, TraitValue>? TraitsOf(HttpContext request)
    {
        if (_options.TraitClaims.Count == 0 && _options.TraitsOf is null)
        {
            return null;
        }

        var traits = new Dictionary<string, TraitValue>(StringComparer.Ordinal);
        foreach (var type in _options.TraitClaims)
        {
            if (request.User.FindFirstValue(type) is { } value)
            {
                traits[type] = value;
            }
        }

        if (_options.TraitsOf?.Invoke(request) is { } more)
        {
            foreach (var (key, value) in more)
            {
                traits[key] = value;
            }
        }

        return traits;
    }

    private static partial class IdentityLog
    {
        [LoggerMessage(84, LogLevel.Warning, "Flagsmith does not take the identifier or a trait of a request's user ({Error}), and the environment's flags were used. Logged once. Check what IdentityFlagsOptions.IdentifierOf and TraitsOf return: an identifier has at most 2,000 characters.", EventName = "RequestIdentityNotValid")]
        public static partial void NotValid(ILogger logger, string error);
    }
}
