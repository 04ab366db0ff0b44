namespace Flagsmith.Polling.Identities;

/// <summary>What Flagsmith can store, checked before it is sent: its own response to some of these is a status 500. No message shows a user, a key or a value.</summary>
/// <remarks>Characters are Unicode code points, as the server and its database count them: an emoji is one, a combining mark one more.</remarks>
internal static class TraitRules
{
    private const int MaxIdentifierCharacters = 2000;
    private const int MaxKeyCharacters = 200;
    private const int MaxTextCharacters = 2000;

    public static void CheckIdentifier(string identifier)
    {
        ArgumentNullException.ThrowIfNull(identifier);
        if (string.IsNullOrWhiteSpace(identifier))
        {
            throw new ArgumentException("An identifier must not be blank: Flagsmith would make up a user.", nameof(identifier));
        }

        if (!IsShortText(identifier, MaxIdentifierCharacters))
        {
            throw new ArgumentException(
                $"An identifier must have at most {MaxIdentifierCharacters} characters, none of them NUL or half of a surrogate pair, but this one of {identifier.Length} has not.", nameof(identifier));
        }
    }

    public static void CheckKey(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (key.Length == 0 || char.IsWhiteSpace(key[0]) || char.IsWhiteSpace(key[^1]) || !IsShortText(key, MaxKeyCharacters))
        {
            throw new ArgumentException(
                $"A trait's key must have 1 to {MaxKeyCharacters} characters, none of them NUL or half of a surrogate pair, and no white space at its ends, but this one of {key.Length} has not.", nameof(key));
        }
    }

    public static void CheckValue(TraitValue value)
    {
        var fault = value.Kind switch
        {
            FlagValueKind.Null => "must not be nothing: delete the trait instead",
            FlagValueKind.String when !IsShortText(value.ToString(), MaxTextCharacters) => $"that is a text must have at most {MaxTextCharacters} characters, none of them NUL or half of a surrogate pair",
            FlagValueKind.Integer when !value.TryGetInt32(out _) => "that is an integer must have 32 bits: send it as a text or a double",
            FlagValueKind.Double when !(value.TryGetDouble(out var number) && double.IsFinite(number)) => "must be a finite number",
            _ => null,
        };
        if (fault is not null)
        {
            throw new ArgumentException($"A trait's value {fault}.", nameof(value));
        }
    }

    /// <summary>Determines whether a text has at most so many code points, and none that the server cannot store.</summary>
    private static bool IsShortText(ReadOnlySpan<char> text, int maxCharacters)
    {
        if (text.Contains('\0'))
        {
            return false;
        }

        var characters = text.Length;
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i]))
            {
                continue;
            }

            // Half of a surrogate pair has no UTF-8.
            if (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[++i]))
            {
                return false;
            }

            characters--;
        }

        return characters <= maxCharacters;
    }
}
