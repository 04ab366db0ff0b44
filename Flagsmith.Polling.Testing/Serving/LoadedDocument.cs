using System.Text.Json;

namespace Flagsmith.Polling.Testing.Serving;

/// <summary>An environment document that decides about the flags of the server, for the environment and for each user.</summary>
/// <remarks>
/// Immutable. Remote evaluation applies no segment to the environment's own list. A flag's <c>feature_segment</c> stays null: the document has no ids of segment overrides.
/// </remarks>
internal sealed class LoadedDocument
{
    private static readonly LocalEvaluationOptions AsRemote = new() { SegmentsWithoutIdentity = SegmentsWithoutIdentity.None };

    private readonly EnvironmentDocument _document;
    private readonly EnvironmentDocument _withoutOverrides;
    private readonly DocumentSettings _settings;

    private LoadedDocument(EnvironmentDocument document, EnvironmentDocument withoutOverrides, DocumentSettings settings)
    {
        _document = document;
        _withoutOverrides = withoutOverrides;
        _settings = settings;
    }

    /// <summary>Gets whether the environment, or else its project, hides disabled flags.</summary>
    public bool HidesDisabledFlags => _settings.HidesDisabledFlags;

    /// <summary>Gets the users with overrides, who are known to the server for that reason.</summary>
    public IReadOnlyCollection<string> Users => _settings.Users;

    /// <exception cref="JsonException">It is not JSON, or not an environment document.</exception>
    public static LoadedDocument Parse(ReadOnlyMemory<byte> json)
    {
        var document = EnvironmentDocument.Parse(json.Span, AsRemote);
        using var root = DocumentSettings.Open(json);
        var settings = DocumentSettings.Read(root.RootElement);
        return new LoadedDocument(document, EnvironmentDocument.Parse(DocumentSettings.WithoutOverrides(root.RootElement), AsRemote), settings);
    }

    /// <summary>The environment's flags, for everybody.</summary>
    public IEnumerable<ServedFlag> List(bool forServer, bool hideDisabled) => Serve(_document.Flags, identityId: null, forServer, hideDisabled);

    /// <summary>One user's flags.</summary>
    public IEnumerable<ServedFlag> Evaluate(AskedUser user, bool forServer, bool hideDisabled)
    {
        var traits = new Dictionary<string, TraitValue>(StringComparer.Ordinal);
        foreach (var trait in user.Traits)
        {
            if (trait.Value is { } value)
            {
                traits[trait.Key] = RespondJson.ToTraitValue(value);
            }
        }

        return Serve((user.HasOverrides ? _document : _withoutOverrides).GetFlags(user.Identifier, traits), user.IdentityId, forServer, hideDisabled);
    }

    private IEnumerable<ServedFlag> Serve(IFlagSnapshot flags, long? identityId, bool forServer, bool hideDisabled) => flags.Flags
        .Where(flag => (forServer || !_settings.ServerOnlyFeatures.Contains(flag.Feature.Id)) && (flag.Enabled || !hideDisabled))
        .Select(flag => new ServedFlag(WithId(flag), flag.IsIdentityOverride ? identityId : null));

    // A state has the id of its feature, as in an environment that is set flag by flag: the document does not tell it.
    private static FlagState WithId(FlagState flag) => new()
    {
        Id = flag.Feature.Id,
        Enabled = flag.Enabled,
        Value = flag.Value,
        Feature = flag.Feature,
        Variant = flag.Variant,
    };
}
