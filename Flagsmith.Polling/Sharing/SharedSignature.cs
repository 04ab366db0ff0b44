namespace Flagsmith.Polling.Sharing;

/// <summary>The authentication code at the end of each entry: HMAC-SHA256, truncated to 128 bits as RFC 2104, section 5, allows.</summary>
internal static class SharedSignature
{
    public const int Length = 16;
}
