using Flagsmith.Polling.Configuration;
using Flagsmith.Polling.Http;
using Flagsmith.Polling.Snapshots;
using Flagsmith.Polling.Telemetry;
using Microsoft.Extensions.Logging;

namespace Flagsmith.Polling.Refresh;

/// <summary>What the parts of one environment share.</summary>
/// <param name="Store">The newest snapshot.</param>
/// <param name="Settings">The options that apply.</param>
/// <param name="Api">The requests.</param>
/// <param name="Telemetry">The metrics and spans.</param>
/// <param name="Time">The clock, which throws nothing.</param>
/// <param name="Logger">The logger, which throws nothing.</param>
internal sealed record EnvironmentContext(FlagSnapshotStore Store, OptionsReloader Settings, FlagsmithApi Api, ProviderTelemetry Telemetry, TimeProvider Time, ILogger Logger);
