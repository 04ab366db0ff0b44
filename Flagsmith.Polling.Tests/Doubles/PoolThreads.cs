using NUnit.Framework;

/// <summary>Gives the pool more threads than there are cores: some tests block threads on purpose, and it adds one in half a second, which others would have to wait for.</summary>
[SetUpFixture]
[System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1050:Declare types in namespaces", Justification = "Applies to the whole assembly.")]
public sealed class PoolThreads
{
    [OneTimeSetUp]
    public void Set() => ThreadPool.SetMinThreads(32, 32).Should().BeTrue();
}
