using Flagsmith.Polling.Http;

namespace Flagsmith.Polling.LastKnownGood;

/// <summary>Reads a file whole, but never more of it than a cap, whatever is at its path.</summary>
internal static class BoundedFile
{
    /// <param name="path">The path of the file.</param>
    /// <param name="most">How many bytes it may have.</param>
    /// <param name="open">Opens it.</param>
    /// <param name="body">What it holds, which is the caller's to dispose; null when it cannot be used.</param>
    /// <param name="cancellationToken">Ends the reading between two pieces.</param>
    /// <returns>Why it cannot be used; null when it can.</returns>
    public static string? Read(string path, int most, Func<string, Stream> open, out PooledBody? body, CancellationToken cancellationToken)
    {
        body = null;
        var announced = LengthOf(path);
        if (announced == 0)
        {
            return "it is empty, or no regular file";
        }

        if (announced <= most)
        {
            using var stream = open(path);
            body = PooledBody.Read(stream, announced, most, cancellationToken);
        }

        return body is null ? FormattableString.Invariant($"it has more than {most} bytes, more than flags within MaxBodyBytes take") : null;
    }

    /// <summary>Returns the length of what a path leads to, without opening it: opening a pipe blocks until somebody writes to it. Pipes, sockets and devices have none.</summary>
    private static long LengthOf(string path)
    {
        var file = new FileInfo(path);
        return file.ResolveLinkTarget(returnFinalTarget: true) is { } target ? new FileInfo(target.FullName).Length : file.Length;
    }
}
