namespace Flagsmith.Polling.Snapshots;

/// <summary>What the reader of users' responses keeps with a base, to compare the next response with.</summary>
internal abstract class ResponseTemplate;
