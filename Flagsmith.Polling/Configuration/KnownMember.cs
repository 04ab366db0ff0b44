namespace Flagsmith.Polling.Configuration;

/// <summary>A member of an environment's section that another package reads.</summary>
/// <param name="Name">The name of the environment.</param>
/// <param name="Path">The member's path within the section, with colons.</param>
internal sealed record KnownMember(string Name, string Path);
