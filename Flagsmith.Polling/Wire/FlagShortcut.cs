using System.Text.Json;

namespace Flagsmith.Polling.Wire;

/// <summary>What is known of the next flag before it is read, and what has been found about it.</summary>
internal struct FlagShortcut
{
    /// <summary>Whether the rest of a feature is passed over when its name and id are known.</summary>
    public bool TrustsNameAndId;

    /// <summary>The flag that is expected; null for none.</summary>
    public FlagState? Expected;

    /// <summary>The position up to which the bytes are those that the expected flag was last read from.</summary>
    public int SameUntil;

    /// <summary>The position at which the flag's feature ends: before it is read where it ends if it is the same, then where it does end.</summary>
    public int FeatureEnd;

    /// <summary>How many members of the flag are features. Only a single one can be passed over next time: what stands between two counts too.</summary>
    public int Features;

    /// <summary>The state of the reader behind a feature; null before the first has been read.</summary>
    public JsonReaderState? BehindFeature;

    public readonly bool CanJump => BehindFeature is not null && FeatureEnd > 0 && FeatureEnd <= SameUntil;
}
