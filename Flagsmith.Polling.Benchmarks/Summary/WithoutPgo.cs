namespace Flagsmith.Polling.Benchmarks.Summary;

/// <summary>The reads once more in a process without profile-guided optimisation, to be seen and not judged: some applications switch it off, or are compiled ahead of time.</summary>
internal static class WithoutPgo
{
    private const string Setting = "DOTNET_TieredPGO";

    /// <summary>Gets whether this process is without it.</summary>
    public static bool IsThis => Environment.GetEnvironmentVariable(Setting) == "0";

    public static async Task PrintAsync(IReadOnlyList<string> ids)
    {
        if (ids.Count == 0)
        {
            return;
        }

        Console.WriteLine($"with {Setting}=0, not judged:");
        using var child = ChildRun.Start(["--summary", .. ids], (Setting, "0"));
        _ = await child.StandardOutput.ReadLineAsync(); // what machine it is
        Console.Write(await child.StandardOutput.ReadToEndAsync());
        await child.WaitForExitAsync();
    }
}
