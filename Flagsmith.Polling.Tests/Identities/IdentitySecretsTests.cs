using System.Net;

namespace Flagsmith.Polling.Tests.Identities;

/// <summary>Neither identifiers nor traits appear in any log line or exception, whatever fails.</summary>
public sealed class IdentitySecretsTests
{
    private const string User = "the-secret-user";
    private const string TraitKey = "the-secret-key";
    private const string TraitText = "the-secret-value";

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
        await using var polling = new PollingHost(options => options.Identities.Fallback = IdentityFallback.Throw);
        var api = new UsersApi(polling.Api);
        await polling.StartAsync();
        api.Response = request => response() ?? StubApi.Json(UsersApi.Body(request, api.Environment));
        var traits = new Dictionary<string, TraitValue> { [TraitKey] = TraitText };
        var said = new List<string>();

        for (var i = 0; i < 15; i++)
        {
            await TryAsync(said, async () => await polling.Users.GetFlagsAsync(User));
            await TryAsync(said, async () => await polling.Users.GetFlagsAsync(new FlagIdentity(User) { Traits = traits }));
            await TryAsync(said, () => polling.Users.ForIdentity(User).SetTraitAsync(TraitKey, TraitText));
            await TryAsync(said, () => polling.Users.RefreshAsync(User));
            polling.Time.Advance(TimeSpan.FromSeconds(6));
        }

        said.Add(new FlagIdentity(User) { Traits = traits }.ToString());
        said.Add($"{polling.Users} {(await polling.Flags.RefreshAsync()).Version}");
        said.AddRange(polling.Logs.Lines.Select(line => line.Text));
        said.Should().NotContain(text => text.Contains(User, StringComparison.Ordinal));
        said.Should().NotContain(text => text.Contains(TraitKey, StringComparison.Ordinal) || text.Contains(TraitText, StringComparison.Ordinal) || text.Contains(PollingHost.Key, StringComparison.Ordinal));
    }

    private static async Task TryAsync(List<string> said, Func<Task> read)
    {
        try
        {
            await read();
        }
        catch (FlagsmithApiException error)
        {
            said.Add(error.Message);
        }
    }
}
