using Flagsmith.Polling.Benchmarks.Data;
using Flagsmith.Polling.Benchmarks.Memory;

namespace Flagsmith.Polling.Benchmarks.Cells.Stage;

/// <summary>One user of an environment of any number of flags: three flags differ from the environment's, and none of them is one that is read.</summary>
internal static class SampleUser
{
    public static readonly string Identifier = UserPopulation.Identifier(1);

    public const int Differences = 3;

    /// <summary>Writes the answer to <c>identities/</c>.</summary>
    public static byte[] Write(int flags)
    {
        using var body = new MemoryStream();
        body.Write(
            """
            {"identifier":"user-000000000000001","traits":[{"id":null,"trait_key":"customer_code","trait_value":"0000002a","transient":false},{"id":null,"trait_key":"age","trait_value":42,"transient":false},{"id":null,"trait_key":"newsletter","trait_value":true,"transient":false}],"flags":
            """u8);
        SampleFlags.WriteList(body, [.. Enumerable.Range(0, flags).Select(WriteFlag)]);
        body.WriteByte((byte)'}');
        return body.ToArray();
    }

    private static byte[] WriteFlag(int index) => index switch
    {
        0 or 2 => SampleFlags.WriteFlag(index, enabled: !SampleFlags.IsOn(index), id: 5_000 + index, segment: 70 + index),
        6 => SampleFlags.WriteFlag(index, value: "\"20.5\"", id: 5_000 + index),
        _ => SampleFlags.WriteFlag(index),
    };
}
