using System.Net;
using System.Text;
using Flagsmith.Polling.AspNetCore.Tests.Doubles;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Flagsmith.Polling.AspNetCore.Tests.Webhook;

/// <summary>The endpoint that receives webhooks: what it accepts, and which hints it passes on.</summary>
public sealed class WebhookTests
{
    private readonly RecordedHints _hints = new();
    private readonly LogLines _logs = new();
    private readonly ManualTimeProvider _time = new();

    private static IEnumerable<TestCaseData> Bodies()
    {
        yield return Case("environment", "a flag", Posts.Flag());
        yield return Case("environment", "a flag that was deleted", Posts.Flag("FLAG_DELETED"));
        yield return Case("environment", "no new state", Posts.Flag("FLAG_DELETED").Replace("\"new_state\": {", "\"new_state\": null, \"other\": {", StringComparison.Ordinal));
        yield return Case("environment", "no environment", Posts.Flag().Replace("\"environment\"", "\"place\"", StringComparison.Ordinal));
        yield return Case("environment", "an environment's id as text", Posts.Flag(environmentId: "\"24\""));
        yield return Case("environment", "an environment's id beyond 64 bits", Posts.Flag(environmentId: "99999999999999999999"));
        yield return Case("user ada", "a user", Posts.Flag(identity: "5", identifier: "\"ada\""));
        yield return Case("user ada", "a user without a number", Posts.Flag(identifier: "\"ada\""));
        yield return Case("user gr\u00fcn \ud83d\ude00", "a user with escapes", Posts.Flag(identifier: "\"gr\\u00fcn \\ud83d\\ude00\""));
        yield return Case("users", "a user without an identifier", Posts.Flag(identity: "5"));
        yield return Case("users", "a user whose identifier is empty", Posts.Flag(identity: "5", identifier: "\"\""));
        yield return Case("users", "a user whose identifier is no text", Posts.Flag(identifier: "7"));
        yield return Case("users", "a user whose identifier is no UTF-16", Posts.Flag(identifier: "\"\\ud83d\""));
        yield return Case("users", "a segment", Posts.Flag(segment: """{"id": 3, "priority": 0, "segment": {"id": 9}}"""));
        yield return Case("users", "a segment by its number", Posts.Flag(segment: "3"));
        yield return Case("users", "a new version", """{"event_type": "NEW_VERSION_PUBLISHED", "data": {"uuid": "0", "published_by": "ada"}}""");
        yield return Case("users", "an event of a later version", Posts.Flag("SOMETHING_NEW"));
        yield return Case("users", "an event that is no text", Posts.Flag().Replace("\"FLAG_UPDATED\"", "[1]", StringComparison.Ordinal));
        yield return Case("users", "no event", """{"data": {}}""");
        yield return Case("users", "no data", """{"event_type": "FLAG_UPDATED"}""");
        yield return Case("users", "data that is a list", """{"event_type": "FLAG_UPDATED", "data": []}""");
        yield return Case("users", "states that are texts", """{"event_type": "FLAG_UPDATED", "data": {"new_state": "x", "previous_state": "y"}}""");
        yield return Case("users", "a list", "[]");
        yield return Case("users", "a text", "\"x\"");
        yield return Case("users", "no JSON", "event_type=FLAG_UPDATED");
        yield return Case("users", "nothing", "");
        yield return Case("users", "half a body", Posts.Flag()[..200]);
        yield return Case("users", "deep nesting", new string('[', 100_000));
        yield return Case(null, "another environment", Posts.Flag(environmentId: "24"));
        yield return Case(null, "a user of another environment", Posts.Flag(environmentId: "24", identifier: "\"ada\""));
        yield return Case(null, "a new kind of another environment", Posts.Flag("SOMETHING_NEW", environmentId: "24"));
        yield return Case(null, "another environment's flag that was deleted", Posts.Flag("FLAG_DELETED", environmentId: "24").Replace("\"new_state\": {", "\"new_state\": null, \"other\": {", StringComparison.Ordinal));
        static TestCaseData Case(string? hint, string name, string body) => new TestCaseData(body, hint).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(Bodies))]
    public async Task SignedPost_IsAnsweredWith200_AndPassedOnAsAHint(string body, string? hint)
    {
        await using var app = await StartAsync();

        using var response = await Posts.SendAsync(app.Client, body);

        response.StatusCode.Should().Be(HttpStatusCode.OK);
        (await response.Content.ReadAsStringAsync()).Should().BeEmpty();
        _hints.All.Should().Equal(hint is null ? [] : [hint]);
        string[] ofTheBody = ["ada", "checkout", "gr\u00fcn"];
        _logs.All.Where(line => line.Id is >= 80 and < 100).Should().NotContain(line => ofTheBody.Any(word => line.Text.Contains(word, StringComparison.Ordinal)));
    }

    [Test]
    public async Task OwnIdUnknown_EveryEnvironmentIsOurs()
    {
        await using var app = await StartAsync(flags: new TestFlagProvider().Set("checkout_v2", enabled: true));

        using var response = await Posts.SendAsync(app.Client, Posts.Flag(environmentId: "24"));

        _hints.All.Should().Equal("environment");
    }

    [Test]
    public async Task OwnId_IsThatOfTheFirstFlagThatHasOne()
    {
        var flags = new TestFlagProvider().Set("without_an_id", enabled: true).Set(Flags().Current.Flags[0]);
        flags.Current.Flags.Select(flag => flag.EnvironmentId).Should().Equal(null, 23);
        await using var app = await StartAsync(flags: flags);

        using var response = await Posts.SendAsync(app.Client, Posts.Flag(environmentId: "24"));

        response.StatusCode.Should().Be(HttpStatusCode.OK);
        _hints.All.Should().BeEmpty();
    }

    private static IEnumerable<TestCaseData> Signatures()
    {
        var body = Encoding.UTF8.GetBytes(Posts.Flag());
        var right = Posts.Sign(body);
        yield return Case(200, "right", right);
        yield return Case(200, "in capitals", right.ToUpperInvariant());
        yield return Case(401, "missing", null);
        yield return Case(401, "empty", "");
        yield return Case(401, "truncated by one digit", right[..^1]);
        yield return Case(401, "truncated by one byte", right[..^2]);
        yield return Case(401, "half", right[..32]);
        yield return Case(401, "one byte more", right + "00");
        yield return Case(401, "wrong in its first digit", (right[0] == '0' ? '1' : '0') + right[1..]);
        yield return Case(401, "wrong in its last digit", right[..^1] + (right[^1] == '0' ? '1' : '0'));
        yield return Case(401, "no hexadecimal", new string('g', 64));
        yield return Case(401, "with a prefix", "sha256=" + right);
        yield return Case(401, "of another secret", Posts.Sign(body, "another"));
        yield return Case(401, "of another body", Posts.Sign([.. body, (byte)' ']));
        yield return Case(401, "twice", $"{right}, {right}");
        TestCaseData Case(int status, string name, string? signature) => new TestCaseData(body, signature, status).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(Signatures))]
    public async Task Signature_IsComparedOverTheRawBytes(byte[] body, string? signature, int status)
    {
        await using var app = await StartAsync();

        using var response = await Posts.SendAsync(app.Client, body, signature);

        ((int)response.StatusCode).Should().Be(status);
        _hints.All.Should().HaveCount(status == 200 ? 1 : 0);
        _logs.All.Count(line => line.Id == 82).Should().Be(status == 200 ? 0 : 1);
        string[] secrets = string.IsNullOrEmpty(signature) ? [Posts.Secret] : [Posts.Secret, signature];
        _logs.All.Should().NotContain(line => secrets.Any(secret => line.Text.Contains(secret, StringComparison.Ordinal)));
    }

    [TestCase(256 * 1024, true, 200)]
    [TestCase(256 * 1024, false, 200)]
    [TestCase((256 * 1024) + 1, true, 413)]
    [TestCase((256 * 1024) + 1, false, 413)]
    [TestCase(2_000_000, true, 413)]
    public async Task Body_IsCapped(int bytes, bool isChunked, int status)
    {
        await using var app = await StartAsync();
        var flag = Posts.Flag();
        var body = Encoding.UTF8.GetBytes(flag + new string(' ', bytes - Encoding.UTF8.GetByteCount(flag)));

        using var response = await Posts.SendAsync(app.Client, body, Posts.Sign(body), isChunked);

        ((int)response.StatusCode).Should().Be(status);
        _hints.All.Should().Equal(status == 200 ? ["environment"] : []);
    }

    [Test]
    public async Task OnlyInvalidPosts_AreLimited_AndLoggedOnceAMinute()
    {
        await using var app = await StartAsync();
        var body = Encoding.UTF8.GetBytes(Posts.Flag());
        var statuses = new List<int>();
        for (var post = 0; post < 15; post++)
        {
            using var invalid = await Posts.SendAsync(app.Client, body, signature: null);
            statuses.Add((int)invalid.StatusCode);
            using var valid = await Posts.SendAsync(app.Client, Posts.Flag());
            valid.StatusCode.Should().Be(HttpStatusCode.OK);
        }

        statuses.Should().Equal(Enumerable.Repeat(401, 10).Concat(Enumerable.Repeat(429, 5)));
        _time.Advance(TimeSpan.FromSeconds(1));
        using (var later = await Posts.SendAsync(app.Client, body, signature: null))
        {
            later.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        }

        _time.Advance(TimeSpan.FromMinutes(1));
        using var muchLater = await Posts.SendAsync(app.Client, body, signature: null);
        _logs.All.Where(line => line.Id == 82).Select(line => line.Text.Split(' ')[0]).Should().Equal("1", "16");
    }

    [TestCase("GET", 405)]
    [TestCase("PUT", 405)]
    public async Task OtherMethods_AreNotAllowed(string method, int status)
    {
        await using var app = await StartAsync();

        using var response = await app.Client.SendAsync(new HttpRequestMessage(new HttpMethod(method), "/hook"));

        ((int)response.StatusCode).Should().Be(status);
    }

    [TestCase("Production", null)]
    [TestCase("Production", "")]
    [TestCase("Staging", " ")]
    public async Task WithoutASecret_OnlyDevelopmentStarts(string environment, string? secret)
    {
        var start = () => StartAsync(secret: secret, environment: environment);

        (await start.Should().ThrowAsync<InvalidOperationException>()).WithMessage("*FlagsmithWebhookOptions.Secret*");
    }

    [Test]
    public async Task WithoutASecret_DevelopmentAcceptsUnsignedPosts_AndSaysSo()
    {
        await using var app = await StartAsync(secret: null, environment: "Development");

        using var response = await Posts.SendAsync(app.Client, Encoding.UTF8.GetBytes(Posts.Flag()), signature: null);

        response.StatusCode.Should().Be(HttpStatusCode.OK);
        _hints.All.Should().Equal("environment");
        _logs.All.Should().Contain(line => line.Id == 83);
    }

    [Test]
    public async Task EnvironmentThatIsNotRegistered_IsAnError()
    {
        var start = () => StartAsync(name: "other");

        (await start.Should().ThrowAsync<InvalidOperationException>()).WithMessage("*\"other\"*AddFlagsmithPolling*");
    }

    [Test]
    public void Options_ShowNoSecret()
    {
        new FlagsmithWebhookOptions { Secret = Posts.Secret }.ToString().Should().Be("signed");
        new FlagsmithWebhookOptions().ToString().Should().Be("unsigned");
    }

    private static TestFlagProvider Flags() => new TestFlagProvider().Set(new FlagState { Enabled = true, EnvironmentId = 23, Feature = new FeatureInfo { Name = "checkout_v2" } });

    private Task<TestApp> StartAsync(string? secret = Posts.Secret, string environment = "Production", string name = "", TestFlagProvider? flags = null) => TestApp.StartAsync(
        builder =>
        {
            builder.Logging.AddProvider(_logs).SetMinimumLevel(LogLevel.Trace);
            builder.Services.AddSingleton<TimeProvider>(_time);
            builder.Services.UseTestFlags(flags ?? Flags());
            builder.Services.AddSingleton<IFlagChangeHints>(_hints);
        },
        app => app.MapFlagsmithWebhook("/hook", options => (options.Secret, options.EnvironmentName) = (secret, name)),
        environment);
}
