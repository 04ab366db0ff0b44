using System.Diagnostics.Metrics;
using System.Net;
using Flagsmith.Polling.Tests.Local;
using Microsoft.Extensions.DependencyInjection;

namespace Flagsmith.Polling.Tests.Identities;

/// <summary>Neither identifiers nor traits appear in any log line, metric or exception, whatever fails: the response for a user, or in local evaluation the environment document.</summary>
[TestFixture(FlagsmithMode.Remote)]
[TestFixture(FlagsmithMode.LocalEvaluation)]
public sealed class IdentitySecretsTests(FlagsmithMode mode)
{
    private const string User = "the-secret-user";
    private const string TraitKey = "the-secret-key";
    private const string TraitText = "the-secret-value";

    // A document that names the user and the trait in each of its parts, some of which cannot be read.
    private static readonly string Document = Documents.Of(
        [Documents.State("a_flag", "1"), $$"""{"feature":{"name":7},"enabled":"{{TraitText}}","feature_state_value":"{{User}}"}"""],
        [Documents.Segment(User, TraitKey, "REGEX", $"({TraitText}", Documents.State("a_flag", $"\"{TraitText}\"")), Documents.Segment(User, $"$.[{TraitKey}", "EQUAL", TraitText), $$"""{"name":"{{User}}"}"""],
        [Documents.Override(User, Documents.State("a_flag", $"\"{TraitText}\""), "1"), $$"""{"identifier":["{{User}}"]}"""]);

    private static IEnumerable<TestCaseData> Failures()
    {
        yield return Case("200", () => null);
        yield return Case("400", () => StubApi.Content(HttpStatusCode.BadRequest, $$"""{"traits":["{{TraitKey}}: {{TraitText}} of {{User}}"]}""", "application/json"));
        yield return Case("403", () => StubApi.Content(HttpStatusCode.Forbidden, User, "text/plain"));
        yield return Case("500", () => StubApi.Content(HttpStatusCode.InternalServerError, User, "text/html"));
        yield return Case("broken", () => StubApi.Json($$"""{"identifier":"{{User}}","traits":["""));
        yield return Case("root", () => StubApi.Json($$"""["{{User}}"]"""));
        yield return Case("noflags", () => StubApi.Json($$"""{"identifier":"{{User}}"}"""));
        yield return Case("refused", () => throw new HttpRequestException(HttpRequestError.ConnectionError));
        yield return Case("surprise", () => throw new InvalidProgramException(User));
        static TestCaseData Case(string name, Func<Task<HttpResponseMessage>?> response) => new TestCaseData(response).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(Failures))]
    public async Task NothingOfTheUser_IsSaid(Func<Task<HttpResponseMessage>?> response)
    {
        await using var polling = new PollingHost(options => (options.Mode, options.Identities.Fallback) = (mode, IdentityFallback.Throw));
        using var measured = new MeterRecorder(polling.Host.Services.GetRequiredService<IMeterFactory>());
        await StartAsync(polling, response);
        var traits = new Dictionary<string, TraitValue> { [TraitKey] = TraitText };
        var said = new List<string>();

        for (var i = 0; i < 15; i++)
        {
            await TryAsync(said, async () => await polling.Users.GetFlagsAsync(User));
            await TryAsync(said, async () => await polling.Users.GetFlagsAsync(new FlagIdentity(User) { Traits = traits }));
            await TryAsync(said, () => polling.Users.ForIdentity(User).SetTraitAsync(TraitKey, TraitText));
            await TryAsync(said, () => polling.Users.RefreshAsync(User));
            await TryAsync(said, () => polling.Flags.RefreshAsync());
            polling.Time.Advance(TimeSpan.FromSeconds(6));
        }

        said.Add(new FlagIdentity(User) { Traits = traits }.ToString());
        said.Add($"{polling.Users} {polling.Flags.Current} {polling.Flags.Status}");
        said.AddRange(polling.Logs.Lines.Select(line => line.Text));
        said.AddRange(measured.Measured.Select(measurement => measurement.Tags));
        said.Should().NotContain(text => text.Contains(User, StringComparison.Ordinal));
        said.Should().NotContain(text => text.Contains(TraitKey, StringComparison.Ordinal) || text.Contains(TraitText, StringComparison.Ordinal) || text.Contains(PollingHost.Key, StringComparison.Ordinal));
    }

    private async Task StartAsync(PollingHost polling, Func<Task<HttpResponseMessage>?> response)
    {
        if (mode == FlagsmithMode.LocalEvaluation)
        {
            polling.Api.Response = (_, _) => response() ?? StubApi.Json(Document);
            await polling.StartWithinAsync(TimeSpan.FromSeconds(60));
            return;
        }

        var api = new UsersApi(polling.Api);
        await polling.StartAsync();
        api.Response = request => response() ?? StubApi.Json(UsersApi.Body(request, api.Environment));
    }

    private static async Task TryAsync(List<string> said, Func<Task> read)
    {
        try
        {
            await read();
        }
        catch (Exception error) when (error is FlagsmithApiException or InvalidOperationException)
        {
            said.Add(error.ToString());
        }
    }
}
