using System.Collections.Immutable;

namespace Flagsmith.Polling.Evaluation.Properties;

/// <summary>Represents a property that is a path of names from the root, such as <c>$.flags['checkout'].enabled</c>. Immutable.</summary>
/// <param name="Names">The names behind the root; null stands for a number in brackets, which nothing in a context has.</param>
internal sealed record PropertyPath(ImmutableArray<string?> Names)
{
    /// <summary>The characters that a path begins with; another property is the key of a trait.</summary>
    public const string Prefix = "$.";

    /// <summary>Gets the flag that the path reads; null for a path to something else.</summary>
    public string? Flag => Names is ["flags", { } name, ..] ? name : null;

    /// <summary>Gets whether the path leads to the environment, and so has a value without a user.</summary>
    public bool IsOfEnvironment => Names is ["flags" or "environment" or "features" or "segments", ..];

    /// <summary>Shows no text of the server.</summary>
    public override string ToString() => $"Path of {Names.Length} names";
}
