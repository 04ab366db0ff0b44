using Flagsmith.Polling.Evaluation.Patterns;
using Flagsmith.Polling.Http;
using Flagsmith.Polling.Wire;

namespace Flagsmith.Polling.LastKnownGood;

/// <summary>Reads flags that were kept on disk, with the checks of a response. Throws nothing: whatever is wrong is a flaw of the file.</summary>
internal sealed class KeptFlagsReader(FlagsmithPollingOptions options, string fingerprint, int maxBytes, FileReading reading, IPatternObserver? observer, TimeProvider time)
{
    private static readonly TimeSpan MaxSkew = TimeSpan.FromDays(1);

    /// <param name="path">The path of the file.</param>
    /// <param name="flaw">Why it is not used; null when it is, when there is none, and when the host stops.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The flags; null when there are none to use.</returns>
    public KeptFlags? Read(string path, out FileFlaw? flaw, CancellationToken cancellationToken)
    {
        flaw = null;
        try
        {
            if (!File.Exists(path) && !Directory.Exists(path))
            {
                return null;
            }

            if (BoundedFile.Read(path, maxBytes, reading.Open, out var body, cancellationToken) is { } why)
            {
                flaw = new FileFlaw(why, IsDamage: false);
            }

            using (body)
            {
                return body is null ? null : Parse(body, out flaw);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The host stops: nobody needs the flags any more.
        }
        catch (Exception cause) // whatever is wrong with a disk, startup continues without the file
        {
            flaw = new FileFlaw($"it cannot be read ({cause.GetType().Name})", IsDamage: false);
        }

        return null;
    }

    private KeptFlags? Parse(PooledBody body, out FileFlaw? flaw)
    {
        try
        {
            flaw = Envelope.Unwrap(body.Memory, fingerprint, out var verifiedAt, out var payload) ?? CheckAge(verifiedAt);
            if (flaw is not null)
            {
                return null;
            }

            return KeptPayload.Read(payload, verifiedAt, options, observer);
        }
        catch (FlagLimitException)
        {
            flaw = new FileFlaw(FormattableString.Invariant($"it has more than {options.MaxFlags} flags (MaxFlags)"), IsDamage: false);
        }
        catch (Exception cause) when (cause is not OutOfMemoryException)
        {
            flaw = new FileFlaw($"its content cannot be read ({cause.GetType().Name})", IsDamage: true);
        }

        return null;
    }

    private FileFlaw? CheckAge(DateTimeOffset verifiedAt)
    {
        var age = time.GetUtcNow() - verifiedAt;
        return age > options.LastKnownGood.MaxAge ? new FileFlaw($"it is {age:c} old", IsDamage: false)
            : age < -MaxSkew ? new FileFlaw("it is from the future", IsDamage: false)
            : null;
    }
}
