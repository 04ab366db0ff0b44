using Flagsmith.Polling.Snapshots;

namespace Flagsmith.Polling.Wire;

/// <summary>The flags of one user's response: what the responses for other users of the same environment are compared with, as most of their flags are the same bytes.</summary>
/// <remarks>Only the flags are kept, never who the user is nor the traits. It lives as long as the base that it belongs to.</remarks>
internal sealed class UserTemplate : ResponseTemplate
{
    private readonly byte[] _flags;

    private UserTemplate(byte[] flags, FlagLayout layout, bool isWithoutIds)
    {
        _flags = flags;
        Layout = layout;
        IsWithoutIds = isWithoutIds;
    }

    public ReadOnlySpan<byte> Flags => _flags;

    public FlagLayout Layout { get; }

    /// <summary>Gets whether all flags say that their id is null.</summary>
    public bool IsWithoutIds { get; }

    /// <summary>Makes the template; null when the flags are not exactly those of the base, or only some are without an id.</summary>
    public static UserTemplate? Of(ReadOnlySpan<byte> flags, FlagList list, FlagBase known) =>
        (list.WithoutId == 0 || list.WithoutId == list.Flags.Length) && FlagLayout.OfUser(list, known) is { Count: > 0 } layout
            ? new UserTemplate(flags.ToArray(), layout, list.WithoutId > 0)
            : null;
}
