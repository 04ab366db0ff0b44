namespace Flagsmith.Polling.Testing.Serving;

/// <summary>The environment and its users behind one lock, and the API that responds with them.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class LocalEnvironment
{
    private readonly Lock _gate = new();
    private readonly EnvironmentState _environment;
    private readonly IdentityStore _identities = new();
    private readonly DocumentState _document;
    private readonly EnvironmentFile? _file;
    private readonly ILocalApi _api;

    /// <param name="options">How the server behaves.</param>
    /// <param name="address">Gets the address of the API.</param>
    public LocalEnvironment(LocalFlagsmithOptions options, Func<Uri> address)
    {
        _environment = new EnvironmentState(options.TimeProvider);
        _document = new DocumentState(options);
        _file = options.FlagFile is null ? null : new EnvironmentFile(options.FlagFile);
        _api = options.EdgeProxy ? new EdgeProxyApi(options, _environment, _document, address) : new DjangoApi(options, _environment, _identities, _document);
    }

    /// <exception cref="InvalidOperationException">A document decides about the flags.</exception>
    public void Change(Action<EnvironmentState> change)
    {
        lock (_gate)
        {
            if (_environment.IsLoaded)
            {
                throw new InvalidOperationException("The server's flags are those of the environment document that was loaded. Change the document, and load it again with LoadEnvironmentDocument.");
            }

            change(_environment);
        }
    }

    public void SetDocument(ReadOnlyMemory<byte> json)
    {
        lock (_gate)
        {
            _document.Set(json);
        }
    }

    /// <summary>Serves the document, and makes the environment what it says.</summary>
    /// <exception cref="System.Text.Json.JsonException">It is not JSON, or not an environment document.</exception>
    /// <exception cref="InvalidOperationException">A flag file decides about the flags.</exception>
    public void Load(ReadOnlyMemory<byte> json)
    {
        if (_file is not null)
        {
            throw new InvalidOperationException("The server's flags are those of FlagFile. Leave FlagFile out to load an environment document.");
        }

        var loaded = LoadedDocument.Parse(json);
        lock (_gate)
        {
            _document.Set(json);
            _environment.Load(loaded);
            foreach (var identifier in loaded.Users)
            {
                _identities.FindOrCreate(identifier);
            }
        }
    }

    /// <summary>Stores a trait of a user, who becomes known.</summary>
    public void SetTrait(string identifier, string key, TraitValue? value)
    {
        lock (_gate)
        {
            _identities.Set(_identities.FindOrCreate(identifier), key, value is { } set ? RespondJson.ToNode(set) : null);
        }
    }

    /// <returns>A copy of the user's traits; null when the user is unknown.</returns>
    public IReadOnlyDictionary<string, TraitValue>? GetTraits(string identifier)
    {
        lock (_gate)
        {
            return _identities.Find(identifier)?.Traits.ToDictionary(trait => trait.Key, trait => RespondJson.ToTraitValue(trait.Value.Value), StringComparer.Ordinal);
        }
    }

    /// <summary>Responds to a request, with what the flag file says by now.</summary>
    public Response Respond(RecordedRequest request)
    {
        lock (_gate)
        {
            _file?.LoadIfChanged(_environment);
            return _api.Respond(request);
        }
    }
}
