using System.Diagnostics;
using System.Net.Sockets;
using System.Security.Authentication;

namespace Flagsmith.Polling.Http;

/// <summary>Names what kind of failure an exception is. Never its text, in which a line of the server may be quoted.</summary>
internal static class ErrorKinds
{
    private const int MaxKinds = 4;

    /// <summary>Names the kinds of an exception and of its causes.</summary>
    public static string Of(Exception cause)
    {
        var kinds = new List<string>();
        for (var next = cause; next is not null && kinds.Count < MaxKinds; next = next.InnerException)
        {
            if (KindOf(next) is var kind && !kinds.Contains(kind))
            {
                kinds.Add(kind);
            }
        }

        return string.Join(", ", kinds);
    }

    /// <summary>Says in which method an exception was thrown: the first that is not .NET's own.</summary>
    public static string LocationOf(Exception cause)
    {
        foreach (var frame in new StackTrace(cause).GetFrames())
        {
            if (DiagnosticMethodInfo.Create(frame) is { DeclaringTypeName: { } type } method && !type.StartsWith("System.", StringComparison.Ordinal))
            {
                return $" in {type}.{method.Name}";
            }
        }

        return "";
    }

    private static string KindOf(Exception cause) => cause switch
    {
        HttpRequestException { HttpRequestError: not HttpRequestError.Unknown } http => http.HttpRequestError.ToString(),
        HttpIOException http => http.HttpRequestError.ToString(),
        SocketException socket => socket.SocketErrorCode.ToString(),
        AuthenticationException => "TLS",
        _ => cause.GetType().Name,
    };
}
