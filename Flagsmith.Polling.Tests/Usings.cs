global using Flagsmith.Polling.Testing;
global using Flagsmith.Polling.Tests.Doubles;
global using FluentAssertions;
global using NUnit.Framework;

[assembly: FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
#if !SEQUENTIAL
[assembly: Parallelizable(ParallelScope.Fixtures)]
#endif
