namespace Flagsmith.Polling.Keys;

/// <summary>Reads a value as a type. Throws nothing.</summary>
internal delegate bool TryConvert<T>(FlagValue value, out T result);
