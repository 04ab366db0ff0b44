using System.Text;
using System.Text.Json;
using Flagsmith.Polling.Evaluation.Documents;
using Flagsmith.Polling.Local;
using Flagsmith.Polling.Snapshots;
using Flagsmith.Polling.Tests.Recorded;

namespace Flagsmith.Polling.Tests.Robustness;

/// <summary>Documents with bytes exchanged: each ends like any bad body, or is evaluated.</summary>
[Category("Long")]
public sealed class MutatedDocumentTests
{
    private static readonly TraitSet Traits = TraitSet.Of(new Dictionary<string, TraitValue> { ["email"] = "ada@example.com", ["age"] = 30, ["beta"] = true, ["score"] = 1.5 });

    [Test]
    public void AnyMutation_IsAJsonException_OrEvaluatesWithoutOne()
    {
        var body = Encoding.UTF8.GetBytes(RecordedExchange.Load("documents", "django-api").RespondBody);
        var (read, refused) = (0, 0);
        for (var seed = 0; seed < Scale.Of(4_000, 300); seed++)
        {
            var random = new Random(seed);
            var mutated = body.ToArray();
            for (var times = random.Next(1, 4); times > 0; times--)
            {
                mutated[random.Next(mutated.Length)] = (byte)(random.Next(3) == 0 ? random.Next(256) : "{}[]\",:0x\\ntf"[random.Next(13)]);
            }

            try
            {
                var environment = new LocalEnvironment(EnvironmentAssembly.Assemble(EnvironmentDocumentReader.Read(mutated)), new LocalEvaluationOptions());
                environment.Evaluate(environment.ToSnapshot(), "alice", Traits).Flags.Should().NotBeNull();
                read++;
            }
            catch (JsonException)
            {
                refused++;
            }
        }

        read.Should().BeGreaterThan(0);
        refused.Should().BeGreaterThan(0);
    }
}
