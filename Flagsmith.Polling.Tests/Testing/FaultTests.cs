using System.Net;
using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Flagsmith.Polling.Tests.Testing;

/// <summary>What a client without the library sees of the faults.</summary>
public sealed partial class FaultTests : IAsyncDisposable
{
    private readonly ManualTimeProvider _time = new();
    private readonly HttpClient _client = new(new SocketsHttpHandler { AllowAutoRedirect = false });
    private LocalFlagsmith? _server;

    [TearDown]
    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }

    [Test]
    public async Task Inject_SeveralFaults_ComeInOrderAndEnd()
    {
        var server = await StartAsync();
        server.Inject(Fault.Status(HttpStatusCode.BadGateway), times: 2);
        server.Inject(Fault.NoContent, times: 1);
        server.Inject(Fault.Status(HttpStatusCode.BadRequest), "identities/");

        (await AskAsync(5)).Should().Equal(502, 502, 204, 200, 200);
    }

    [Test]
    public async Task ClearFaults_EndsThem()
    {
        var server = await StartAsync();
        server.Inject(Fault.NotModified);
        (await AskAsync(2)).Should().Equal(304, 304);

        server.ClearFaults();

        (await AskAsync(1)).Should().Equal(200);
    }

    [Test]
    public async Task Flapping_IsBadEveryOtherTime()
    {
        (await StartAsync()).Inject(Fault.Flapping);

        (await AskAsync(4)).Should().Equal(503, 200, 503, 200);
    }

    [TestCase(false, "90")]
    [TestCase(true, "Tue, 01 Jan 2030 00:01:30 GMT")]
    public async Task TooManyRequests_SaysWhen(bool asDate, string retryAfter)
    {
        (await StartAsync()).Inject(Fault.TooManyRequests(TimeSpan.FromSeconds(90), asDate));

        using var response = await _client.GetAsync("flags/");

        ((int)response.StatusCode).Should().Be(429);
        response.Headers.GetValues("Retry-After").Should().Equal(retryAfter);
        response.Headers.Date.Should().Be(_time.GetUtcNow());
    }

    [Test]
    public async Task ClockSkew_DatesTheResponseLongAgo()
    {
        (await StartAsync()).Inject(Fault.ClockSkew);

        (await _client.GetAsync("flags/")).Headers.Date!.Value.Year.Should().Be(1999);
    }

    [Test]
    public async Task ByteOrderMark_ComesFirst()
    {
        (await StartAsync()).Inject(Fault.ByteOrderMark);

        (await _client.GetByteArrayAsync("flags/")).Should().StartWith([0xEF, 0xBB, 0xBF, (byte)'[']);
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task HarmlessMembers_AreThere(bool edgeProxy)
    {
        var server = await StartAsync(edgeProxy);
        server.Inject(Fault.DuplicateKeys, times: 1);
        server.Inject(Fault.OddMembers, times: 1);

        (await _client.GetStringAsync("flags/")).Should().Contain("\"enabled\":\"twice\",\"enabled\":true");
        using var odd = JsonDocument.Parse(await _client.GetStringAsync("flags/"));
        odd.RootElement[0].GetProperty("id").ValueKind.Should().Be(JsonValueKind.String);
        odd.RootElement[0].TryGetProperty("new_member", out _).Should().BeTrue();
    }

    [Test]
    public async Task IdleClose_SparesNewConnections()
    {
        var server = await StartAsync();
        server.Inject(Fault.IdleClose);

        (await AskAsync(2)).Should().Equal(200, 200);

        server.Requests.Should().HaveCount(3, "the second request met a closed connection and was sent again");
    }

    [Test]
    public async Task Redirects_LeadWhereTheySay()
    {
        var server = await StartAsync();
        server.Inject(Fault.RedirectElsewhere, times: 1);
        server.Inject(Fault.RedirectLoop, times: 1);

        (await _client.GetAsync("flags/")).Headers.Location!.Host.Should().Be("localhost");
        (await _client.GetAsync("flags/")).Headers.Location!.OriginalString.Should().Be("/api/v1/flags/");
    }

    [Test]
    public async Task SlowDrip_TakesTheServersTimeForEachByte()
    {
        var server = await StartAsync();
        var whole = await _client.GetByteArrayAsync("flags/");
        server.Inject(Fault.SlowDrip(TimeSpan.FromSeconds(1)));

        var asked = _client.GetByteArrayAsync("flags/");
        while (!asked.IsCompleted)
        {
            await _time.AdvanceUntilAsync(() => asked.IsCompleted || _time.ArmedTimers > 0); // the server's pause before the next byte
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        (await asked).Should().Equal(whole);
        _time.Elapsed.Should().BeGreaterThanOrEqualTo(TimeSpan.FromSeconds(whole.Length));
    }

    [Test]
    public async Task HangInBody_SendsHeadersAndEndsWithTheServer()
    {
        var server = await StartAsync();
        server.Inject(Fault.HangInBody);
        using var response = await _client.GetAsync("flags/", HttpCompletionOption.ResponseHeadersRead);
        response.StatusCode.Should().Be(HttpStatusCode.OK);
        var body = response.Content.ReadAsByteArrayAsync();

        await server.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(60));

        await body.Awaiting(task => task).Should().ThrowAsync<Exception>();
    }

    [Test]
    public async Task HangBeforeHeaders_EndsWithTheServer()
    {
        var server = await StartAsync();
        server.Inject(Fault.HangBeforeHeaders);
        var asked = _client.GetAsync("flags/");
        await _time.AdvanceUntilAsync(() => server.Requests.Count == 1);
        asked.IsCompleted.Should().BeFalse();

        await server.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(60));

        await asked.Awaiting(task => task).Should().ThrowAsync<HttpRequestException>();
    }

    [Test]
    public async Task RefusedRequest_StoresNothing()
    {
        var server = await StartAsync();
        server.Inject(Fault.Status(HttpStatusCode.InternalServerError), "identities/");

        using var response = await _client.PostAsync("identities/", new StringContent("""{"identifier":"u","traits":[{"trait_key":"k","trait_value":"v"}]}""", Encoding.UTF8, "application/json"));

        server.GetTraits("u").Should().BeNull();
    }

    [Test]
    public void All_HasEveryFault() => typeof(Fault)
        .GetProperties(BindingFlags.Public | BindingFlags.Static)
        .Where(property => property.PropertyType == typeof(Fault))
        .Select(property => property.Name)
        .Should().BeSubsetOf(Fault.All.Select(fault => fault.ToString()))
        .And.OnlyHaveUniqueItems().And.HaveCountGreaterThan(30);

    [Test]
    public void Page_ListsEveryFault()
    {
        using var reader = new StreamReader(typeof(FaultTests).Assembly.GetManifestResourceStream("faults.md")!);
        var listed = reader.ReadToEnd().Split('\n')
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal))
            .SelectMany(line => Name().Matches(line.Split('|')[1]).Select(match => match.Groups[1].Value));

        listed.Should().BeEquivalentTo(Fault.All.Select(fault => fault.ToString()));
    }

    private async Task<LocalFlagsmith> StartAsync(bool edgeProxy = false)
    {
        _server = await LocalFlagsmith.StartAsync(options => (options.TimeProvider, options.EdgeProxy) = (_time, edgeProxy));
        _server.SetFlag("a_flag", enabled: true);
        _client.BaseAddress = _server.ApiUrl;
        _client.DefaultRequestHeaders.Add("X-Environment-Key", _server.EnvironmentKey);
        return _server;
    }

    private async Task<List<int>> AskAsync(int times)
    {
        var statuses = new List<int>();
        for (var time = 0; time < times; time++)
        {
            using var response = await _client.GetAsync("flags/");
            statuses.Add((int)response.StatusCode);
        }

        return statuses;
    }

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Name();
}
