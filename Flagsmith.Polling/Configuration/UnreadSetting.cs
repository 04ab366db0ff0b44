namespace Flagsmith.Polling.Configuration;

/// <summary>A member of a section that nobody reads.</summary>
/// <param name="Setting">Its path in the configuration.</param>
/// <param name="Hint">What may have been meant.</param>
internal readonly record struct UnreadSetting(string Setting, string Hint);
