using System.Net;

namespace Flagsmith.Polling;

/// <summary>Thrown when Flagsmith returned no usable response. The message states the request, the outcome and the remedy.</summary>
/// <remarks>
/// Never holds an environment key, an identifier, a trait, a body or other text that a server chose. An exception of this library has no
/// inner exception except one of its own type: for an exception thrown by the transport or a handler, the message names the kind of error.
/// </remarks>
public sealed class FlagsmithApiException : Exception
{
    /// <summary>Initializes a new instance of the <see cref="FlagsmithApiException"/> class.</summary>
    /// <param name="kind">In what way the request failed.</param>
    /// <param name="message">What was asked, what came back and what to do.</param>
    /// <param name="statusCode">The status of the response, where there was one.</param>
    /// <param name="retryAfter">How long the server asked to wait, where it did.</param>
    /// <param name="innerException">The cause, where there is one.</param>
    public FlagsmithApiException(
        FlagsmithErrorKind kind,
        string message,
        HttpStatusCode? statusCode = null,
        TimeSpan? retryAfter = null,
        Exception? innerException = null)
        : base(message, innerException)
    {
        Kind = kind;
        StatusCode = statusCode;
        RetryAfter = retryAfter;
    }

    /// <summary>Gets the kind of failure.</summary>
    public FlagsmithErrorKind Kind { get; }

    /// <summary>Gets the status of the response; <see langword="null"/> where there was none.</summary>
    public HttpStatusCode? StatusCode { get; }

    /// <summary>Gets how long the server asked to wait (<c>Retry-After</c> of a 429 or 503), never negative; <see langword="null"/> where it did not. Polling waits one hour at most, however long this is.</summary>
    public TimeSpan? RetryAfter { get; }

    /// <summary>Gets whether the settings are wrong rather than the network or the server: waiting a second does not help.</summary>
    internal bool IsConfigurationError => Kind is FlagsmithErrorKind.Unauthorized or FlagsmithErrorKind.NotFound;
}
