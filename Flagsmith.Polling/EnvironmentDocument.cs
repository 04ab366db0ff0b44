using System.Text;
using System.Text.Json;
using Flagsmith.Polling.Evaluation.Documents;
using Flagsmith.Polling.Local;
using Flagsmith.Polling.Snapshots;

namespace Flagsmith.Polling;

/// <summary>Represents an environment document, the body of <c>GET environment-document/</c>, and evaluates flags from it as Flagsmith's reference engine does.</summary>
/// <remarks>
/// Immutable and thread-safe. For tests, tools and offline files: an application that polls reads users through <see cref="IIdentityFlagProvider"/>.
/// Identifiers and traits are taken as given: none of the server's storage limits applies. No member but <see cref="Parse(ReadOnlySpan{byte})"/> throws because of the document's content.
/// </remarks>
/// <example>
/// <code>
/// var document = EnvironmentDocument.Parse(File.ReadAllBytes("environment.json"));
/// var ada = document.GetFlags("ada", new Dictionary&lt;string, TraitValue&gt; { ["plan"] = "gold" });
/// Console.WriteLine(ada.IsEnabled("checkout_v2"));
/// </code>
/// </example>
public sealed class EnvironmentDocument
{
    private readonly LocalEnvironment _environment;
    private readonly FlagSnapshot _flags;

    private EnvironmentDocument(LocalEnvironment environment)
    {
        _environment = environment;
        _flags = environment.ToSnapshot();
    }

    /// <summary>Gets the environment's name; empty where the document has none.</summary>
    public string Name => _environment.Model.Context.EnvironmentName;

    /// <summary>Gets the environment's flags, evaluated without a user.</summary>
    public IFlagSnapshot Flags => _flags;

    /// <summary>Parses a document.</summary>
    /// <param name="utf8Json">The JSON, as UTF-8.</param>
    /// <returns>The document.</returns>
    /// <exception cref="JsonException">The bytes are not JSON, or not an environment document.</exception>
    public static EnvironmentDocument Parse(ReadOnlySpan<byte> utf8Json) => Parse(utf8Json, new LocalEvaluationOptions());

    /// <summary>Parses a document.</summary>
    /// <param name="json">The JSON.</param>
    /// <returns>The document.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="json"/> is <see langword="null"/>.</exception>
    /// <exception cref="JsonException">The text is not JSON, or not an environment document.</exception>
    public static EnvironmentDocument Parse(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        return Parse(Encoding.UTF8.GetBytes(json));
    }

    /// <summary>Parses a document, to be evaluated with options.</summary>
    /// <param name="utf8Json">The JSON, as UTF-8.</param>
    /// <param name="options">The options; read now, later changes have no effect.</param>
    /// <returns>The document.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="options"/> is <see langword="null"/>.</exception>
    /// <exception cref="JsonException">The bytes are not JSON, or not an environment document.</exception>
    public static EnvironmentDocument Parse(ReadOnlySpan<byte> utf8Json, LocalEvaluationOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new EnvironmentDocument(new LocalEnvironment(EnvironmentAssembly.Assemble(EnvironmentDocumentReader.Read(utf8Json)), options));
    }

    /// <summary>Evaluates one user's flags.</summary>
    /// <param name="identifier">The user's identifier.</param>
    /// <param name="traits">The user's traits; <see langword="null"/> for none.</param>
    /// <returns>The user's flags, with <see cref="FlagState.Reason"/> and <see cref="FlagState.Variant"/>.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="identifier"/> is <see langword="null"/>.</exception>
    public IIdentityFlagSnapshot GetFlags(string identifier, IReadOnlyDictionary<string, TraitValue>? traits)
    {
        ArgumentNullException.ThrowIfNull(identifier);
        return _environment.Evaluate(_flags, identifier, TraitSet.Of(traits ?? TraitSet.Empty));
    }

    /// <summary>Returns the names of the segments that a user is in, in the document's order.</summary>
    /// <param name="identifier">The user's identifier.</param>
    /// <param name="traits">The user's traits; <see langword="null"/> for none.</param>
    /// <returns>The names.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="identifier"/> is <see langword="null"/>.</exception>
    public IReadOnlyList<string> GetSegments(string identifier, IReadOnlyDictionary<string, TraitValue>? traits)
    {
        ArgumentNullException.ThrowIfNull(identifier);
        return _environment.SegmentsOf(identifier, TraitSet.Of(traits ?? TraitSet.Empty));
    }

    /// <summary>Explains how a flag comes about, condition by condition.</summary>
    /// <param name="flag">The feature's name.</param>
    /// <param name="identifier">The user's identifier; <see langword="null"/> for the environment's own flag.</param>
    /// <param name="traits">The user's traits; <see langword="null"/> for none.</param>
    /// <returns>The explanation; <see langword="null"/> where the document has no such flag.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="flag"/> is <see langword="null"/>.</exception>
    public FlagExplanation? Explain(string flag, string? identifier, IReadOnlyDictionary<string, TraitValue>? traits)
    {
        ArgumentNullException.ThrowIfNull(flag);
        return _environment.Explain(flag, identifier, TraitSet.Of(traits ?? TraitSet.Empty));
    }
}
