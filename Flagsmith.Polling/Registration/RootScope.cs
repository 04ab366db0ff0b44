namespace Flagsmith.Polling.Registration;

/// <summary>Knows the root provider: singletons are made by it.</summary>
internal sealed class RootScope(IServiceProvider root)
{
    /// <summary>Returns the snapshot of a scope. A singleton's would be frozen for ever, and scope validation, which catches that, is off in Production.</summary>
    /// <exception cref="InvalidOperationException">The scope is the root provider.</exception>
    public IFlagSnapshot Capture(IServiceProvider scope, IFlagProvider provider) => ReferenceEquals(scope, root)
        ? throw new InvalidOperationException(
            "IFlagSnapshot was resolved outside a scope (by a singleton, a hosted service or the constructor of middleware), where it would stay the same for ever. Inject IFlagProvider and read its Current instead.")
        : provider.Current;
}
