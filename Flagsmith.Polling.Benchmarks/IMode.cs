namespace Flagsmith.Polling.Benchmarks;

/// <summary>One thing that this program measures.</summary>
internal interface IMode
{
    /// <summary>Gets the first argument that chooses it.</summary>
    string Name { get; }

    /// <summary>Gets the arguments after the name, and what is measured.</summary>
    string Usage { get; }

    /// <summary>Begins to measure.</summary>
    /// <param name="arguments">The arguments after the name.</param>
    /// <returns>The exit code: 0 when the targets are met, 1 when one is missed. Null when the arguments are not its own.</returns>
    Task<int>? Start(string[] arguments);
}
