using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Net.Sockets;
using System.Security.Authentication;
using Flagsmith.Polling.Http;
using Flagsmith.Polling.Tests.Local;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Flagsmith.Polling.Tests.Http;

/// <summary>A server that sends back the key and the user it was sent, wherever HTTP has room for text: nothing of it is in anything that the library says.</summary>
public sealed class ForeignTextTests
{
    private const int LongestMessage = 500;
    private const string User = LoopbackServer.User;
    private const string Echo = PollingHost.Key + "/" + User + "/" + LoopbackServer.TraitKey + "/" + LoopbackServer.TraitText;

    private static readonly string[] Secrets = [PollingHost.Key, User, LoopbackServer.TraitKey, LoopbackServer.TraitText, Mark];

    // What marks a text as the server's, where it does not hold a secret as a whole.
    private const string Mark = "server-chose-this";

    private static readonly string Long = string.Concat(Enumerable.Repeat(Mark, 30_000 / Mark.Length));

    private static IEnumerable<TestCaseData> Responses() => Enum.GetValues<FlagsmithMode>().SelectMany(ResponsesIn);

    private static IEnumerable<TestCaseData> ResponsesIn(FlagsmithMode mode)
    {
        const string Good = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";
        foreach (var text in new[] { Echo, Long })
        {
            var size = text == Long ? "30,000 characters" : "echo";
            (string Where, string Bytes)[] plain =
            [
                ("no HTTP", $"{text}\r\n\r\n"),
                ("version", $"HTTP/{text} 200 OK\r\n\r\n"),
                ("status", $"HTTP/1.1 {text}\r\n\r\n"),
                ("status behind digits", $"HTTP/1.1 200{text}\r\n\r\n"),
                ("reason", $"HTTP/1.1 500 {text}\r\nContent-Length: 0\r\n\r\n"),
                ("reason of an unknown status", $"HTTP/1.1 799 {text}\r\nContent-Length: 0\r\n\r\n"),
                ("reason of a refusal", $"HTTP/1.1 403 {text}\r\nContent-Length: 0\r\n\r\n"),
                ("header line without a colon", $"{Good}{text}\r\n\r\n[1]"),
                ("header name", $"{Good}{text}: 1\r\nX(: 1\r\n\r\n[1]"),
                ("header name with a blank", $"{Good}X {text}: 1\r\n\r\n[1]"),
                ("folded header", $"{Good}X: 1\r\n {text}\r\nY\r\n\r\n[1]"),
                ("header value with a zero", $"{Good}X: {text}\0{text}\r\n\r\n[1]"),
                ("length", $"{Good}Content-Length: {text}\r\n\r\n[1]"),
                ("two lengths", $"{Good}Content-Length: 1\r\nContent-Length: {text}\r\n\r\n[1]"),
                ("media type", $"HTTP/1.1 200 OK\r\nContent-Type: {text}\r\n\r\n[1]"),
                ("media type with a slash", $"HTTP/1.1 200 OK\r\nContent-Type: text/{text.Replace('/', '.')}\r\n\r\n[1]"),
                ("charset", $"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset={text.Replace('/', '.')}\r\n\r\n[1]"),
                ("content encoding", $"{Good}Content-Encoding: {text}\r\n\r\n[{text}"),
                ("broken gzip", $"{Good}Content-Encoding: gzip\r\n\r\n{text}"),
                ("transfer encoding", $"{Good}Transfer-Encoding: {text}\r\n\r\n{text}"),
                ("chunk size", $"{Good}Transfer-Encoding: chunked\r\n\r\n{text}\r\n[1]\r\n0\r\n\r\n"),
                ("chunk extension", $"{Good}Transfer-Encoding: chunked\r\n\r\n2;{text}\r\n[1x{text}\r\n"),
                ("trailer", $"{Good}Transfer-Encoding: chunked\r\n\r\n1\r\n[\r\n0\r\n{text}\r\n\r\n"),
                ("body", $"{Good}\r\n{text}"),
                ("string in the body", $"{Good}\r\n\"{text}\""),
                ("member name in the body", $"{Good}\r\n{{\"{text}\":\"{text}\","),
                ("behind the body", $"{Good}\r\n[]{text}"),
                ("cut body", $"{Good}Content-Length: 100000\r\n\r\n[\"{text}\""),
                ("refusal's body", $"HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: {text}\r\nRetry-After: {text}\r\n\r\n{text}"),
                ("retry-after", $"HTTP/1.1 429 Too Many\r\nRetry-After: {text}\r\nContent-Length: 0\r\n\r\n"),
                ("upgrade", $"HTTP/1.1 101 {text}\r\nUpgrade: {text}\r\n\r\n"),
            ];
            foreach (var (where, bytes) in plain)
            {
                yield return Case(where, size, _ => bytes);
            }

            foreach (var (where, location) in Locations(text))
            {
                yield return Case("redirect: " + where, size, server => $"HTTP/1.1 307 {text}\r\nLocation: {location(server)}\r\nContent-Length: 0\r\n\r\n");
                if (mode == FlagsmithMode.LocalEvaluation)
                {
                    yield return Case("next page: " + where, size, server => $"{Good}Link: <{location(server)}>; rel=\"next\"\r\n\r\n{Documents.Of([Documents.State("a")])}");
                }
            }
        }

        TestCaseData Case(string where, string size, Func<Uri, string> response) => new TestCaseData(response, mode).SetArgDisplayNames(where, size, mode.ToString());
    }

    private static IEnumerable<(string Where, Func<Uri, string> Location)> Locations(string text)
    {
        var host = text.Length > 1000 ? Mark + ".test" : text.Replace('/', '.');
        yield return ("path", server => new Uri(server, text).AbsoluteUri);
        yield return ("relative path", _ => text);
        yield return ("query", server => $"{server}?{text}");
        yield return ("fragment", server => $"{server}#{text}");
        yield return ("user", server => $"http://{text.Replace('/', ':')}@{server.Authority}/");
        yield return ("other host", _ => $"http://{host}/{text}");
        yield return ("other scheme", _ => $"{text.Replace('/', '.')}:{text}");
        yield return ("broken", _ => $"http://[{text}");
    }

    [TestCaseSource(nameof(Responses))]
    public async Task NothingThatTheServerChose_IsSaid(Func<Uri, string> response, FlagsmithMode mode)
    {
        await using var server = new HostileServer(response);
        await using var polling = new PollingHost(
            options =>
            {
                (options.ApiUrl, options.Mode) = (server.ApiUrl, mode);
                options.Identities.Fallback = IdentityFallback.Throw;
                options.Identities.FailureBackoff = TimeSpan.Zero;
            },
            stubHttp: false);
        polling.Services.AddHealthChecks().AddFlagsmithPolling();
        var said = new ConcurrentQueue<string>();
        using var spans = Listen(said);
        using var measured = new MeterRecorder(polling.Host.Services.GetRequiredService<IMeterFactory>());

        await SayAsync(said, () => polling.Flags.RefreshAsync());
        await SayAsync(said, () => polling.Users.GetFlagsAsync(User).AsTask());
        await SayAsync(said, () => polling.Users.RefreshAsync(User));
        await SayAsync(said, () => polling.Users.ForIdentity(User).SetTraitAsync(LoopbackServer.TraitKey, LoopbackServer.TraitText));

        CountOf<FlagsmithApiException>(said).Should().Be(mode == FlagsmithMode.Remote ? 4 : 3, "each failed");
        CountOf<InvalidOperationException>(said).Should().Be(mode == FlagsmithMode.Remote ? 0 : 1, "no trait is stored in local evaluation");
        said.Enqueue(polling.Flags.Status.ToString());
        said.Enqueue(polling.Flags.Status.LastError!.ToString());
        await SayHealthAsync(said, polling);
        foreach (var text in polling.Logs.Lines.Select(line => line.Text).Concat(measured.Measured.Select(measurement => measurement.Tags)))
        {
            said.Enqueue(text);
        }

        said.Should().NotContain(text => Secrets.Any(secret => text.Contains(secret, StringComparison.OrdinalIgnoreCase)));
        polling.Logs.Lines.Should().OnlyContain(line => line.Text.Length <= LongestMessage || line.Event == "HealthCheckEnd", "of ours, and only health checks log a whole exception");
    }

    private static IEnumerable<TestCaseData> Causes()
    {
        yield return new TestCaseData(new HttpRequestException(HttpRequestError.NameResolutionError, Echo, new SocketException((int)SocketError.HostNotFound)), "NameResolutionError, HostNotFound");
        yield return new TestCaseData(new HttpRequestException(HttpRequestError.SecureConnectionError, Echo, new AuthenticationException(Echo)), "SecureConnectionError, TLS");
        yield return new TestCaseData(new HttpRequestException(HttpRequestError.ConnectionError, Echo, new SocketException((int)SocketError.ConnectionRefused)), "ConnectionError, ConnectionRefused");
        yield return new TestCaseData(new HttpRequestException(Echo, new IOException(Echo, new SocketException((int)SocketError.NetworkDown))), "HttpRequestException, IOException, NetworkDown");
        yield return new TestCaseData(new HttpIOException(HttpRequestError.InvalidResponse, Echo), "InvalidResponse");
        yield return new TestCaseData(new InvalidOperationException(Echo, new FormatException(Echo)), "InvalidOperationException, FormatException");
        yield return new TestCaseData(new OperationCanceledException(Echo, new TimeoutException(Echo)), "OperationCanceledException, TimeoutException");
    }

    [TestCaseSource(nameof(Causes))]
    public async Task ErrorOfTheTransportOrAHandler_IsNamedByItsKinds(Exception cause, string kinds)
    {
        await using var polling = new PollingHost();
        polling.Api.Response = (_, _) => throw cause;

        var error = (await polling.Flags.Awaiting(flags => flags.RefreshAsync()).Should().ThrowAsync<FlagsmithApiException>()).Which;

        error.Message.Should().Contain($"({kinds}");
        error.ToString().Should().NotContain(Echo);
        polling.Flags.Status.LastError!.InnerException.Should().BeNull();
    }

    [TestCase("text/html", "is \"text/html\" instead of JSON")]
    [TestCase("TEXT/Plain", "is \"text/plain\" instead of JSON")]
    [TestCase("text/" + Mark, "is of another media type than JSON")]
    public async Task MediaType_IsShownWhereItIsWellKnown(string mediaType, string shown)
    {
        await using var polling = new PollingHost();
        polling.Api.Response = (_, _) => StubApi.Content(System.Net.HttpStatusCode.OK, "[]", mediaType);

        (await polling.Flags.Awaiting(flags => flags.RefreshAsync()).Should().ThrowAsync<FlagsmithApiException>()).Which.Message.Should().Contain(shown);
    }

    [Test]
    public void EveryFault_IsWithoutAnInnerException() => typeof(ApiErrors).GetMethods(System.Reflection.BindingFlags.Public | System.Reflection.BindingFlags.Static)
        .Where(method => method.GetParameters().Any(parameter => parameter.ParameterType == typeof(Exception)))
        .Select(method => (Exception)method.Invoke(null, [.. method.GetParameters().Select(parameter => parameter.ParameterType == typeof(Exception)
            ? new InvalidOperationException(Echo)
            : (object)ApiRequest.Flags(new FlagsmithPollingOptions()))])!)
        .Should().NotBeEmpty().And.OnlyContain(error => error.InnerException == null && !error.Message.Contains(Echo));

    private static int CountOf<TError>(IEnumerable<string> said) => said.Count(text => text.StartsWith(typeof(TError).FullName!, StringComparison.Ordinal));

    private static ActivityListener Listen(ConcurrentQueue<string> said)
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == FlagsmithPollingDefaults.ActivitySourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity => said.Enqueue(
                $"{activity.DisplayName} {activity.StatusDescription} {string.Join(",", activity.TagObjects)} {string.Join(",", activity.Events.SelectMany(@event => @event.Tags))} {string.Join(",", activity.Baggage)}"),
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }

    private static async Task SayHealthAsync(ConcurrentQueue<string> said, PollingHost polling)
    {
        var report = await polling.Host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync();
        foreach (var entry in report.Entries.Values)
        {
            said.Enqueue($"{entry.Description} {entry.Exception} {string.Join(",", entry.Data)}");
        }
    }

    private static async Task SayAsync(ConcurrentQueue<string> said, Func<Task> ask)
    {
        try
        {
            await ask();
        }
        catch (Exception error)
        {
            error.Message.Length.Should().BeLessThanOrEqualTo(LongestMessage);
            said.Enqueue(error.ToString());
        }
    }
}
