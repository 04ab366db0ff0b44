using System.Diagnostics.Metrics;
using System.Net;
using System.Net.Sockets;

namespace Flagsmith.Polling.Tests.Testing;

/// <summary>A local server is a part of a test, not of the application around it: it reads none of the application's settings, and leaves nothing behind when it cannot start.</summary>
[NonParallelizable] // the folder and the environment variables are the process's
public sealed class LocalFlagsmithIsolationTests
{
    private static IEnumerable<TestCaseData> Settings()
    {
        yield return File("an endpoint", """{"Kestrel":{"Endpoints":{"Http":{"Url":"http://127.0.0.1:PORT"}}}}""");
        yield return File("an endpoint without a scheme that is known", """{"Kestrel":{"Endpoints":{"Http":{"Url":"nonsense://x"}}}}""");
        yield return File("a certificate that is not there", """{"Kestrel":{"Certificates":{"Default":{"Path":"missing.pfx"}},"Endpoints":{"Https":{"Url":"https://127.0.0.1:PORT"}}}}""");
        yield return File("allowed hosts", """{"AllowedHosts":"example.com"}""");
        yield return File("limits", """{"Kestrel":{"Limits":{"MaxRequestBodySize":1}}}""");
        yield return File("addresses", """{"urls":"http://127.0.0.1:PORT"}""");
        yield return File("no JSON", "this is not JSON");
        yield return Variable("ASPNETCORE_URLS", "http://127.0.0.1:PORT");
        yield return Variable("ASPNETCORE_HTTP_PORTS", "PORT");
        yield return Variable("ASPNETCORE_CONTENTROOT", "/there/is/no/such/folder");
        yield return Variable("ASPNETCORE_HOSTINGSTARTUPASSEMBLIES", "There.Is.No.Such.Assembly");
        yield return Variable("ASPNETCORE_ENVIRONMENT", "Development");
        yield return Variable("DOTNET_CONTENTROOT", "/there/is/no/such/folder");
        yield return Variable("Kestrel__Endpoints__Http__Url", "http://127.0.0.1:PORT");
        yield return Variable("AllowedHosts", "example.com");
        static TestCaseData File(string name, string json) => new TestCaseData(json, null).SetArgDisplayNames("appsettings.json: " + name);
        static TestCaseData Variable(string name, string value) => new TestCaseData(value, name).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(Settings))]
    public async Task SettingsOfTheApplication_AreNotRead(string content, string? variable)
    {
        content = content.Replace("PORT", FreePort().ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);
        await WithinAsync(content, variable, async () =>
        {
            await using var first = await LocalFlagsmith.StartAsync();
            await using var second = await LocalFlagsmith.StartAsync();
            first.SetFlag("a_flag", true);
            foreach (var server in new[] { first, second })
            {
                using var client = new HttpClient();
                client.DefaultRequestHeaders.Add("X-Environment-Key", server.EnvironmentKey);
                using var flags = await client.GetAsync(new Uri(server.ApiUrl, "flags/"));
                flags.StatusCode.Should().Be(HttpStatusCode.OK);
                using var posted = new StringContent("""{"identifier":"ada"}""", System.Text.Encoding.UTF8, "application/json");
                using var user = await client.PostAsync(new Uri(server.ApiUrl, "identities/"), posted);
                user.StatusCode.Should().Be(HttpStatusCode.OK);
            }
        });
    }

    [TestCase("port in use")]
    [TestCase("cancelled")]
    public async Task Start_ThatFails_LeavesNothingBehind(string why)
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        using var meters = new OpenMeters();
        using var cancelled = new CancellationTokenSource();
        if (why == "cancelled")
        {
            await cancelled.CancelAsync();
        }

        await FluentActions.Awaiting(() => LocalFlagsmith.StartAsync(
            options => options.Port = why == "cancelled" ? 0 : ((IPEndPoint)taken.LocalEndpoint).Port, cancelled.Token)).Should().ThrowAsync<Exception>();

        meters.Opened.Should().BePositive("the server has metrics of its own");
        meters.Closed.Should().Be(meters.Opened, "a container that is disposed ends its metrics");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Runs something in a folder with a settings file, or with an environment variable.</summary>
    private static async Task WithinAsync(string content, string? variable, Func<Task> run)
    {
        var (before, value) = (Environment.CurrentDirectory, variable is null ? null : Environment.GetEnvironmentVariable(variable));
        var folder = Directory.CreateTempSubdirectory("application-").FullName;
        try
        {
            Environment.CurrentDirectory = folder;
            if (variable is null)
            {
                await System.IO.File.WriteAllTextAsync(Path.Combine(folder, "appsettings.json"), content);
            }
            else
            {
                Environment.SetEnvironmentVariable(variable, content);
            }

            await run();
        }
        finally
        {
            Environment.CurrentDirectory = before;
            Directory.Delete(folder, recursive: true);
            if (variable is not null)
            {
                Environment.SetEnvironmentVariable(variable, value);
            }
        }
    }

    /// <summary>Counts the instruments of web servers that come and go.</summary>
    private sealed class OpenMeters : IDisposable
    {
        private readonly MeterListener _listener = new();
        private int _opened;
        private int _closed;

        public OpenMeters()
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Scope is not null && instrument.Meter.Name.StartsWith("Microsoft.AspNetCore.", StringComparison.Ordinal))
                {
                    Interlocked.Increment(ref _opened);
                    listener.EnableMeasurementEvents(instrument);
                }
            };
            _listener.MeasurementsCompleted = (_, _) => Interlocked.Increment(ref _closed);
            _listener.Start();
        }

        public int Opened => Volatile.Read(ref _opened);

        public int Closed => Volatile.Read(ref _closed);

        public void Dispose() => _listener.Dispose();
    }
}
