using System.Runtime.CompilerServices;
using Flagsmith.Polling.Benchmarks.Data;

namespace Flagsmith.Polling.Benchmarks.Summary.Local;

/// <summary>Evaluates new users, as an application writes it: another identifier each time, with three traits that the application has ready.</summary>
internal sealed class LocalLoops
{
    private const int Users = 1_024;

    private readonly IIdentityFlagProvider _users;
    private readonly FlagIdentity[] _identities;
    private readonly string _flag;

    public LocalLoops(LocalSample sample, string flag)
    {
        _users = sample.Users;
        _flag = flag;
        _identities = [.. Enumerable.Range(0, Users).Select(index => new FlagIdentity($"user-{index:00000000}") { Traits = LocalDocument.Traits })];
        OneUser = Get(_identities[0]);
    }

    /// <summary>Gets the flags of one user, whose flag has been read.</summary>
    public IIdentityFlagSnapshot OneUser { get; }

    /// <summary>A new user, and one flag.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public int ReadOne(int reads)
    {
        var good = 0;
        var first = Environment.CurrentManagedThreadId; // threads share nothing that is written
        for (var read = 0; read < reads; read++)
        {
            good += Get(_identities[(first + read) % Users]).GetValue(_flag).IsNull ? 0 : 1;
        }

        return good;
    }

    /// <summary>A new user, and all flags.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public int ReadAll(int reads)
    {
        var good = 0;
        for (var read = 0; read < reads; read++)
        {
            good += Get(_identities[read % Users]).Flags.Count > 0 ? 1 : 0;
        }

        return good;
    }

    public double MeasureBytes()
    {
        const int reads = 10_000;
        _ = ReadOne(reads);
        var before = GC.GetAllocatedBytesForCurrentThread();
        _ = ReadOne(reads);
        return (GC.GetAllocatedBytesForCurrentThread() - before) / (double)reads;
    }

    private IIdentityFlagSnapshot Get(FlagIdentity identity)
    {
        var flags = _users.GetFlagsAsync(identity);
        return flags.IsCompletedSuccessfully ? flags.Result : throw new InvalidOperationException("Evaluation waited.");
    }
}
