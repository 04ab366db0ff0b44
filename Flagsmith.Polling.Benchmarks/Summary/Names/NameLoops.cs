using System.Collections.Frozen;
using System.Runtime.CompilerServices;

namespace Flagsmith.Polling.Benchmarks.Summary.Names;

/// <summary>Reads by name in random order, by strings of their own: from a snapshot, and from a bare dictionary.</summary>
internal sealed class NameLoops
{
    private const int Reads = 16_384;

    private readonly string[] _asked;
    private readonly bool[] _expected;
#pragma warning disable IDE0044 // volatile, as an application's field is: each read loads it
    private volatile IFlagSnapshot _snapshot;
    private volatile FrozenDictionary<string, FlagState> _bare;
#pragma warning restore IDE0044

    public NameLoops(string[] names)
    {
        var builder = new FlagSnapshotBuilder();
        for (var index = 0; index < names.Length; index++)
        {
            builder.Set(names[index], enabled: true);
        }

        _snapshot = builder.Build();
        _bare = _snapshot.Flags.ToFrozenDictionary(static flag => flag.Feature.Name, StringComparer.Ordinal);
        var random = new Random(17);
        _asked = [.. Enumerable.Range(0, Reads).Select(_ => new string(names[random.Next(names.Length)].AsSpan()))];
        _expected = Array.ConvertAll(_asked, name => _bare[name].Enabled);
    }

    public int Expected => _expected.Count(static isOn => isOn);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public int ReadSnapshot()
    {
        var on = 0;
        foreach (var name in _asked)
        {
            on += _snapshot.IsEnabled(name) ? 1 : 0;
        }

        return on;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public int ReadBare()
    {
        var on = 0;
        foreach (var name in _asked)
        {
            on += _bare[name].Enabled ? 1 : 0;
        }

        return on;
    }
}
