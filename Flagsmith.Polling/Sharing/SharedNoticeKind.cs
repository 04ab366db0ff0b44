namespace Flagsmith.Polling.Sharing;

/// <summary>Specifies what a notice is about. The numbers are sent.</summary>
internal enum SharedNoticeKind : byte
{
    /// <summary>There is another confirmation worth reading at once: other content, or the end of an outage.</summary>
    Confirmed = 1,

    /// <summary>The flags of any user may have changed.</summary>
    UsersChanged = 2,

    /// <summary>The flags of one user may have changed.</summary>
    UserChanged = 3,
}
