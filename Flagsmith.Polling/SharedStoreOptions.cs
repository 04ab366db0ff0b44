namespace Flagsmith.Polling;

/// <summary>The settings of the store that a fleet shares. They have an effect where a store is registered.</summary>
/// <remarks>Not thread-safe while it is set up.</remarks>
public sealed class SharedStoreOptions
{
    /// <summary>
    /// Gets or sets a secret that all hosts of the fleet know. Entries are authenticated, and those of server-side keys encrypted, with keys made of it and of the environment key.
    /// Without it anybody who knows a client-side key, which is public, and can write to the store can forge entries. Needs a restart. Never shown in logs or errors.
    /// </summary>
    /// <value>The default value is <see langword="null"/>. At least 16 characters.</value>
    public string? Secret { get; set; }

    /// <summary>Gets or sets the name by which the other hosts know this one, as in <see cref="SharedStoreStatus.LastPolledBy"/>. Of a longer name the first 32 bytes of UTF-8 are used. Needs a restart.</summary>
    /// <value>The default value is the machine's name.</value>
    public string HostName { get; set; } = Environment.MachineName;
}
