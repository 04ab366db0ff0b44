namespace Flagsmith.Polling.Configuration;

/// <summary>A setting whose text cannot be read.</summary>
/// <param name="Key">The setting's key within its section.</param>
/// <param name="Message">What is wrong and what to write.</param>
internal readonly record struct SettingError(string Key, string Message);
