global using Flagsmith.Polling.Testing;
global using Flagsmith.Polling.Tests.Doubles;
global using FluentAssertions;
global using NUnit.Framework;

[assembly: FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[assembly: Parallelizable(ParallelScope.Fixtures)]
