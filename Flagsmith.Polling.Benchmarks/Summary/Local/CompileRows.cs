using Flagsmith.Polling.Benchmarks.Data;
using Flagsmith.Polling.Benchmarks.Summary.Parsing;
using Flagsmith.Polling.Evaluation.Documents;
using Flagsmith.Polling.Local;
using Flagsmith.Polling.Refresh;
using Flagsmith.Polling.Snapshots;
using Flagsmith.Polling.Sources;

namespace Flagsmith.Polling.Benchmarks.Summary.Local;

/// <summary>From an environment document to the published plan, against a raw pass over the same bytes.</summary>
internal sealed class CompileRows : IRowGroup
{
    private const int Flags = 1_000;
    private const int Segments = 500;

    public IReadOnlyList<string> Ids { get; } = ["document.compile"];

    public async Task<IReadOnlyList<SummaryRow>> MeasureAsync()
    {
        var document = LocalDocument.Write(Flags, Segments, overriding: 2);
        var times = await SingleShots.RunAsync(rounds: 300, _ => Task.FromResult<(byte[], Action)>((document, () => Publish(document))));
        return [SummaryRow.AtMost("document.compile", times.Ratio, 5, $"1,000 features, 500 segments: {times}")];
    }

    private static void Publish(byte[] document)
    {
        var model = EnvironmentAssembly.Assemble(EnvironmentDocumentReader.Read(document));
        var environment = new LocalEnvironment(model, new LocalEvaluationOptions());
        var store = new FlagSnapshotStore(DefaultSnapshot.Of(new FlagsmithPollingOptions()));
        var publisher = new FlagPublisher(store, new StatusTracker(TimeProvider.System), TimeProvider.System);
        if (!publisher.Accept(new FlagContent(environment.Flags) { Users = environment }).IsNews)
        {
            throw new InvalidOperationException("A document that should have been news was not.");
        }
    }
}
