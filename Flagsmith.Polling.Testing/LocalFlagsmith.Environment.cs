using System.Text;
using System.Text.Json;

namespace Flagsmith.Polling.Testing;

/// <content>
/// The environment: flags, overrides, rules, the environment document and traits. Once a document has been loaded, it decides about the flags, and the members
/// that set flags, overrides and rules throw an <see cref="InvalidOperationException"/>.
/// </content>
public sealed partial class LocalFlagsmith
{
    /// <summary>Adds or changes a flag. Its details stay as they are.</summary>
    /// <param name="name">The feature's name.</param>
    /// <param name="enabled">Whether it is on.</param>
    /// <param name="value">Its value; none by default.</param>
    /// <remarks>A later change of the flag file replaces the whole environment.</remarks>
    /// <exception cref="InvalidOperationException">An environment document has been loaded.</exception>
    public void SetFlag(string name, bool enabled, FlagValue value = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        _environment.Change(environment => environment.Set(name, enabled, value));
    }

    /// <summary>Adds or replaces a flag with all its details.</summary>
    /// <param name="flag">The flag.</param>
    /// <exception cref="InvalidOperationException">An environment document has been loaded.</exception>
    public void SetFlag(FlagState flag)
    {
        ArgumentNullException.ThrowIfNull(flag);
        _environment.Change(environment => environment.Set(flag));
    }

    /// <summary>Turns a flag from on to off or back, and leaves its value.</summary>
    /// <param name="name">The feature's name.</param>
    /// <exception cref="KeyNotFoundException">There is no such flag.</exception>
    /// <exception cref="InvalidOperationException">An environment document has been loaded.</exception>
    public void Toggle(string name) => _environment.Change(environment => environment.Toggle(name));

    /// <summary>Removes a flag.</summary>
    /// <param name="name">The feature's name; an unknown one changes nothing.</param>
    /// <exception cref="InvalidOperationException">An environment document has been loaded.</exception>
    public void RemoveFlag(string name) => _environment.Change(environment => environment.Remove(name));

    /// <summary>Shows a flag to the server-side key alone, or to both keys again.</summary>
    /// <param name="name">The feature's name.</param>
    /// <param name="serverOnly">Whether only the server-side key sees it.</param>
    /// <exception cref="KeyNotFoundException">There is no such flag.</exception>
    /// <exception cref="InvalidOperationException">An environment document has been loaded.</exception>
    public void SetServerOnly(string name, bool serverOnly = true) => _environment.Change(environment => environment.SetServerOnly(name, serverOnly));

    /// <summary>Overrides a flag's state for one user, regardless of the rules.</summary>
    /// <param name="identifier">The user's identifier.</param>
    /// <param name="name">The feature's name.</param>
    /// <param name="enabled">Whether it is on for the user.</param>
    /// <param name="value">Its value for the user; none by default.</param>
    /// <param name="variant">The variant's key; none by default.</param>
    /// <exception cref="KeyNotFoundException">There is no such flag.</exception>
    /// <exception cref="InvalidOperationException">An environment document has been loaded.</exception>
    public void SetOverride(string identifier, string name, bool enabled, FlagValue value = default, string? variant = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(identifier);
        _environment.Change(environment => environment.SetOverride(identifier, name, enabled, value, variant));
    }

    /// <summary>Removes an override set by <see cref="SetOverride"/>.</summary>
    /// <param name="identifier">The user's identifier.</param>
    /// <param name="name">The feature's name.</param>
    /// <exception cref="InvalidOperationException">An environment document has been loaded.</exception>
    public void RemoveOverride(string identifier, string name) => _environment.Change(environment => environment.RemoveOverride(identifier, name));

    /// <summary>Adds a rule that sets a flag's state for every user whose trait has the value. The first matching rule of a flag applies; an override for the user takes precedence.</summary>
    /// <param name="traitKey">The trait's key.</param>
    /// <param name="traitValue">The value that the trait must have, of the same kind.</param>
    /// <param name="name">The feature's name.</param>
    /// <param name="enabled">Whether it is on for such users.</param>
    /// <param name="value">Its value for such users; none by default.</param>
    /// <exception cref="KeyNotFoundException">There is no such flag.</exception>
    /// <exception cref="InvalidOperationException">An environment document has been loaded.</exception>
    public void AddRule(string traitKey, TraitValue traitValue, string name, bool enabled, FlagValue value = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(traitKey);
        _environment.Change(environment => environment.AddRule(traitKey, traitValue, name, enabled, value));
    }

    /// <summary>Makes the environment what an environment document says: <c>environment-document/</c> serves it, and <c>flags/</c> and <c>identities/</c> return the flags that it evaluates to.</summary>
    /// <param name="json">The document, the body of <c>GET environment-document/</c>. Loading another one replaces it.</param>
    /// <remarks>
    /// Flags, overrides and rules that were set before are dropped. Users keep their stored traits, which apply as they do at Flagsmith; users with overrides become
    /// known. Splits use the environment's key and the identifier. Flags that the document hides (disabled ones where it says so, and those for server-side keys) are hidden, as are
    /// those that <see cref="LocalFlagsmithOptions"/> hides. The document's other settings have no effect: those of <see cref="LocalFlagsmithOptions"/> apply.
    /// </remarks>
    /// <exception cref="JsonException">The text is not JSON, or not an environment document. Nothing changes.</exception>
    /// <exception cref="InvalidOperationException"><see cref="LocalFlagsmithOptions.FlagFile"/> is set.</exception>
    public void LoadEnvironmentDocument(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        _environment.Load(Encoding.UTF8.GetBytes(json));
    }

    /// <inheritdoc cref="LoadEnvironmentDocument(string)"/>
    public void LoadEnvironmentDocument(ReadOnlyMemory<byte> json) => _environment.Load(json.ToArray());

    /// <summary>Sets the response of <c>environment-document/</c> and nothing else: the flags that the server has stay as they are. For broken documents, and for documents that differ from the flags.</summary>
    /// <param name="json">The document, served byte for byte if it has one page. Its <c>Last-Modified</c> is the moment at which it is set.</param>
    /// <exception cref="JsonException"><see cref="LocalFlagsmithOptions.OverridesPerPage"/> is set, and this is not JSON.</exception>
    public void SetEnvironmentDocument(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        _environment.SetDocument(Encoding.UTF8.GetBytes(json));
    }

    /// <inheritdoc cref="SetEnvironmentDocument(string)"/>
    public void SetEnvironmentDocument(ReadOnlyMemory<byte> json) => _environment.SetDocument(json.ToArray());

    /// <summary>Stores a trait of a user, who becomes known to the server.</summary>
    /// <param name="identifier">The user's identifier.</param>
    /// <param name="key">The trait's key.</param>
    /// <param name="value">The trait's value; <see langword="null"/> deletes it.</param>
    public void SetTrait(string identifier, string key, TraitValue? value)
    {
        ArgumentException.ThrowIfNullOrEmpty(identifier);
        ArgumentException.ThrowIfNullOrEmpty(key);
        _environment.SetTrait(identifier, key, value);
    }

    /// <summary>Returns the stored traits of a user.</summary>
    /// <param name="identifier">The user's identifier.</param>
    /// <returns>A copy; <see langword="null"/> when the server does not know the user.</returns>
    public IReadOnlyDictionary<string, TraitValue>? GetTraits(string identifier) => _environment.GetTraits(identifier);
}
