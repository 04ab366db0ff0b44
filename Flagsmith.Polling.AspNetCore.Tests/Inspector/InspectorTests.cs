using System.Net;
using System.Text.Json.Nodes;
using Flagsmith.Polling.AspNetCore.Tests.Doubles;
using Microsoft.Extensions.DependencyInjection;

namespace Flagsmith.Polling.AspNetCore.Tests.Inspector;

/// <summary>What the inspector's endpoints give, and what they refuse.</summary>
public sealed class InspectorTests
{
    private const string Document = """{"id":1,"api_key":"x","name":"p","project":{"id":1,"name":"p","hide_disabled_flags":false,"organisation":{"id":1,"name":"o"},"segments":[{"id":1,"name":"gold","rules":[{"type":"ALL","rules":[],"conditions":[{"property_":"plan","operator":"EQUAL","value":"gold"}]}],"feature_states":[{"enabled":true,"feature":{"id":1,"name":"colour","type":"STANDARD"},"feature_state_value":"gold","multivariate_feature_state_values":[],"feature_segment":{"priority":0}}]}]},"feature_states":[{"enabled":true,"feature":{"id":1,"name":"colour","type":"STANDARD"},"feature_state_value":"red","multivariate_feature_state_values":[]}]}""";

    private readonly ManualTimeProvider _time = new();

    [TestCase("")]
    [TestCase("/flags")]
    [TestCase("/events")]
    public async Task Responses_AreNotStored(string path)
    {
        await using var inspector = await StartAsync(new TestFlagProvider());

        using var response = await inspector.Client.GetAsync($"/flagsmith{path}", HttpCompletionOption.ResponseHeadersRead);

        response.StatusCode.Should().Be(HttpStatusCode.OK);
        response.Headers.CacheControl!.NoStore.Should().BeTrue();
        response.Headers.GetValues("X-Content-Type-Options").Should().Equal("nosniff");
    }

    [Test]
    public async Task Page_HasAPolicyThatAllowsItsOwnStyleAndScriptAlone()
    {
        await using var inspector = await StartAsync(new TestFlagProvider(), options => options.Title = "<b>Flags & more</b>");

        using var one = await inspector.Client.GetAsync("/flagsmith");
        using var other = await inspector.Client.GetAsync("/flagsmith");

        var page = await one.Content.ReadAsStringAsync();
        var policy = one.Headers.GetValues("Content-Security-Policy").Single();
        policy.Should().StartWith("default-src 'none'; script-src 'nonce-").And.NotContain("unsafe");
        policy.Should().NotBe(other.Headers.GetValues("Content-Security-Policy").Single(), "a nonce is used once");
        page = page.Replace("http://www.w3.org/2000/svg", "", StringComparison.Ordinal); // a name, not an address
        page.Should().Contain("&lt;b&gt;Flags &amp; more&lt;/b&gt;").And.NotContain("{{base").And.NotContain("{{token").And.NotContain("{{nonce").And.NotContain("{{now").And.NotContain("/*s").And.NotContain("http://").And.NotContain("https://");
        page.Split("nonce=\"").Should().HaveCount(3, "one style and one script");
    }

    [Test]
    public async Task Flags_AreThoseOfTheSnapshot()
    {
        using var flags = new TestFlagProvider().Set("a", enabled: true, 5).Set("b", enabled: false, "text \"quoted\" <b>").Set("c", enabled: true);
        await using var inspector = await StartAsync(flags);

        var json = await inspector.GetFlagsAsync();

        json["version"]!.GetValue<long>().Should().Be(flags.Current.Version);
        json["flags"]!.AsArray().Select(flag => $"{flag!["name"]} {flag["enabled"]} {flag["kind"]} {flag["value"]}").Should().Equal(
            "a true Integer 5", "b false String text \"quoted\" <b>", "c true Null ");
    }

    [TestCase(64 * 1024, 64 * 1024)]
    [TestCase((64 * 1024) + 1, 64 * 1024)]
    [TestCase(1_000_000, 64 * 1024)]
    public async Task LongValue_IsCut(int length, int shown)
    {
        using var flags = new TestFlagProvider().Set("a", enabled: true, new string('x', length));
        await using var inspector = await StartAsync(flags);

        var flag = (await inspector.GetFlagsAsync())["flags"]![0]!;

        flag["value"]!.GetValue<string>().Length.Should().Be(shown);
        flag["length"]?.GetValue<int>().Should().Be(length);
        (flag["length"] is null).Should().Be(length == shown);
    }

    [Test]
    public async Task CutValue_StaysText()
    {
        using var flags = new TestFlagProvider().Set("a", enabled: true, new string('x', (64 * 1024) - 1) + "😀😀");
        await using var inspector = await StartAsync(flags);

        (await inspector.GetFlagsAsync())["flags"]![0]!["value"]!.GetValue<string>().Should().Be(new string('x', (64 * 1024) - 1));
    }

    [Test]
    public async Task VeryManyLongValues_AreBoundedTogether()
    {
        using var flags = new TestFlagProvider();
        for (var number = 0; number < 300; number++)
        {
            flags.Set($"flag_{number}", enabled: true, new string('x', 60_000));
        }

        await using var inspector = await StartAsync(flags);

        (await inspector.Client.GetByteArrayAsync("/flagsmith/flags")).Length.Should().BeLessThan(9 * 1024 * 1024);
        (await inspector.GetFlagsAsync())["flags"]!.AsArray().Should().HaveCount(300);
    }

    [Test]
    public async Task Masked_NoValueLeavesTheProcess()
    {
        using var flags = new TestFlagProvider().Set("a", enabled: true, "the value");
        await using var inspector = await StartAsync(flags, options => options.MaskValues = true);

        (await inspector.Client.GetStringAsync("/flagsmith/flags")).Should().Contain("masked").And.NotContain("the value");
    }

    [TestCase(true, 10)]
    [TestCase(false, 70_000)]
    public async Task ValueThatThePageDoesNotSee_HasAMarkThatChangesWithIt(bool isMasked, int length)
    {
        using var flags = new TestFlagProvider().Set("a", enabled: true, new string('x', length) + "1");
        await using var inspector = await StartAsync(flags, options => options.MaskValues = isMasked);
        var before = await MarkAsync();
        (await MarkAsync()).Should().Be(before);

        flags.Set("a", enabled: true, new string('x', length) + "2");

        (await MarkAsync()).Should().NotBe(before);

        async Task<int> MarkAsync() => (await inspector.GetFlagsAsync())["flags"]![0]!["mark"]!.GetValue<int>();
    }

    [Test]
    public async Task NothingOfAnUserOrTheKey_IsInAnyResponse()
    {
        await using var flagsmith = await LocalFlagsmith.StartAsync();
        flagsmith.SetFlag("colour", enabled: true, "red");
        await using var inspector = await InspectorApp.StartAsync(services => services.AddFlagsmithPolling(options =>
            (options.EnvironmentKey, options.ApiUrl, options.StartupTimeout) = (flagsmith.EnvironmentKey, flagsmith.ApiUrl, TimeSpan.FromMinutes(1))));
        var users = inspector.App.Services.GetRequiredService<IIdentityFlagProvider>();
        await users.GetFlagsAsync(new FlagIdentity("ada-lovelace") { Traits = new Dictionary<string, TraitValue> { ["secret-trait"] = "secret-value" } });
        var all = await inspector.Client.GetStringAsync("/flagsmith") + await inspector.Client.GetStringAsync("/flagsmith/flags") + string.Concat(await ReadEventsAsync(inspector, 1));

        all.Should().Contain("\"entries\":1");
        foreach (var secret in (string[])[flagsmith.EnvironmentKey, "ada-lovelace", "secret-trait", "secret-value"])
        {
            all.Should().NotContain(secret);
        }
    }

    [Test]
    public async Task UnknownEnvironment_IsNotFound()
    {
        await using var inspector = await StartAsync(new TestFlagProvider());

        using var response = await inspector.Client.GetAsync("/flagsmith/flags?environment=other");

        response.StatusCode.Should().Be(HttpStatusCode.NotFound);
    }

    [Test]
    public async Task Events_SayTheStatusOfEachEnvironment_AndAgainWhenItHasChanged()
    {
        using var flags = new TestFlagProvider().Set("a", enabled: true);
        using var shop = new TestFlagProvider().Set("b", enabled: true).Set("c", enabled: true);
        await using var inspector = await InspectorApp.StartAsync(services =>
        {
            services.AddSingleton<TimeProvider>(_time);
            services.UseTestFlags(flags);
            services.UseTestFlags("shop", shop);
        });
        using var response = await inspector.Client.GetAsync("/flagsmith/events", HttpCompletionOption.ResponseHeadersRead);
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync());
        var first = await NextAsync(lines);
        var second = await NextAsync(lines);
        shop.Set("b", enabled: false);
        var reading = NextAsync(lines);
        _time.Advance(TimeSpan.FromSeconds(1)); // the stream's timer keeps a tick for which nobody waits yet
        var third = await reading;

        (first!["environment"]!.GetValue<string>(), first["flags"]!.GetValue<int>()).Should().Be(("", 1));
        (second!["environment"]!.GetValue<string>(), second["flags"]!.GetValue<int>()).Should().Be(("shop", 2));
        (third!["environment"]!.GetValue<string>(), third["version"]!.GetValue<long>()).Should().Be(("shop", shop.Current.Version));
    }

    [Test]
    public async Task Events_WithoutNews_AreAHeartbeat()
    {
        await using var inspector = await StartAsync(new TestFlagProvider());
        using var response = await inspector.Client.GetAsync("/flagsmith/events", HttpCompletionOption.ResponseHeadersRead);
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync());
        await NextAsync(lines);

        var reading = NextAsync(lines);
        await _time.AdvanceUntilAsync(() => reading.IsCompleted, TimeSpan.FromMilliseconds(100));

        (await reading).Should().BeNull();
        _time.Elapsed.Should().BeGreaterThan(TimeSpan.FromSeconds(10));
    }

    [Test]
    public async Task Stop_EndsOpenStreamsAtOnce()
    {
        var inspector = await StartAsync(new TestFlagProvider());
        using var response = await inspector.Client.GetAsync("/flagsmith/events", HttpCompletionOption.ResponseHeadersRead);
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync());
        await NextAsync(lines);

        await inspector.App.App.StopAsync(); // waits for open requests: for 30 seconds of the real clock where they do not end

        (await lines.ReadToEndAsync()).Trim().Should().BeEmpty();
        await inspector.DisposeAsync();
    }

    [Test]
    public async Task Streams_AreBounded()
    {
        await using var inspector = await StartAsync(new TestFlagProvider());
        var open = new List<HttpResponseMessage>();
        for (var stream = 0; stream < 50; stream++)
        {
            open.Add(await inspector.Client.GetAsync("/flagsmith/events", HttpCompletionOption.ResponseHeadersRead));
        }

        using var oneMore = await inspector.Client.GetAsync("/flagsmith/events", HttpCompletionOption.ResponseHeadersRead);

        oneMore.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
        open.Should().OnlyContain(response => response.StatusCode == HttpStatusCode.OK);
        open.ForEach(response => response.Dispose());
    }

    [Test]
    public async Task Refresh_FetchesNow_OnceASecond()
    {
        await using var flagsmith = await LocalFlagsmith.StartAsync();
        await using var inspector = await InspectorApp.StartAsync(services =>
        {
            services.AddSingleton<TimeProvider>(_time);
            services.AddFlagsmithPolling(options => (options.EnvironmentKey, options.ApiUrl, options.PollInterval) = (flagsmith.EnvironmentKey, flagsmith.ApiUrl, TimeSpan.FromHours(1)));
        });
        flagsmith.SetFlag("colour", enabled: true, "red");

        var first = await inspector.PostAsync("refresh?environment=");
        var atOnce = await inspector.PostAsync("refresh?environment=");
        _time.Advance(TimeSpan.FromSeconds(1));
        flagsmith.Inject(Fault.Truncated);
        var later = await inspector.PostAsync("refresh?environment=");

        (first.Status, first.Body!["changed"]!.GetValue<bool>(), (string?)first.Body["error"]).Should().Be((HttpStatusCode.OK, true, null));
        atOnce.Status.Should().Be(HttpStatusCode.TooManyRequests);
        (later.Status, later.Body!["changed"]!.GetValue<bool>(), (string?)later.Body["error"]).Should().Be((HttpStatusCode.OK, false, "InvalidResponse"));
    }

    [TestCase("refresh?environment=")]
    [TestCase("explain")]
    public async Task Posts_NeedTheTokenOfThePage(string path)
    {
        await using var inspector = await StartAsync(new TestFlagProvider());

        (await inspector.PostAsync(path, "{}", withToken: false)).Status.Should().Be(HttpStatusCode.BadRequest);
    }

    [TestCase("""{"environment":"","flag":"colour","identifier":"ada","traits":{"plan":"gold"}}""", 200, "gold", "gold")]
    [TestCase("""{"environment":"","flag":"colour","identifier":"ada","traits":{"plan":"silver","age":40,"share":0.5,"beta":true}}""", 200, "red", null)]
    [TestCase("""{"environment":"","flag":"colour","identifier":"","traits":{"plan":"gold"}}""", 200, "red", null)]
    [TestCase("""{"environment":"","flag":"colour","identifier":null,"traits":{}}""", 200, "red", null)]
    [TestCase("""{"environment":"","flag":"nothing","identifier":"ada","traits":{}}""", 404, null, null)]
    [TestCase("""{"environment":"other","flag":"colour","identifier":"ada","traits":{}}""", 404, null, null)]
    [TestCase("""{"environment":"","flag":null,"identifier":"ada","traits":{}}""", 400, null, null)]
    [TestCase("""{"environment":"","flag":"colour","identifier":"ada","traits":{"plan":null}}""", 400, null, null)]
    [TestCase("""{"environment":"","flag":"colour","identifier":"ada","traits":[]}""", 400, null, null)]
    [TestCase("""{"environment":"","flag":5,"identifier":"ada","traits":{}}""", 400, null, null)]
    [TestCase("{}", 400, null, null)]
    [TestCase("[]", 400, null, null)]
    [TestCase("", 400, null, null)]
    [TestCase("no JSON", 400, null, null)]
    public async Task Explain_ShowsHowAFlagComesAbout(string body, int status, string? value, string? segment)
    {
        await using var flagsmith = await LocalFlagsmith.StartAsync();
        flagsmith.LoadEnvironmentDocument(Document);
        await using var inspector = await InspectorApp.StartAsync(services => services.AddFlagsmithPolling(options =>
            (options.EnvironmentKey, options.ApiUrl, options.Mode, options.StartupTimeout) = (flagsmith.ServerSideKey, flagsmith.ApiUrl, FlagsmithMode.LocalEvaluation, TimeSpan.FromMinutes(1))));

        var explained = await inspector.PostAsync("explain", body);

        ((int)explained.Status).Should().Be(status);
        ((string?)explained.Body?["flag"]?["value"], (string?)explained.Body?["segment"]).Should().Be((value, segment));
        (explained.Body?["lines"]?.AsArray().Count > 0).Should().Be(status == 200);
    }

    [Test]
    public async Task Explain_InRemoteMode_HasNothingToExplain()
    {
        await using var inspector = await StartAsync(new TestFlagProvider().Set("a", enabled: true));

        (await inspector.PostAsync("explain", """{"environment":"","flag":"a","identifier":"","traits":{}}""")).Status.Should().Be(HttpStatusCode.NotFound);
    }

    [Test]
    public async Task Explain_BodyIsCapped()
    {
        await using var inspector = await StartAsync(new TestFlagProvider());

        (await inspector.PostAsync("explain", new string(' ', (64 * 1024) + 1))).Status.Should().Be(HttpStatusCode.RequestEntityTooLarge);
    }

    private static async Task<IReadOnlyList<string>> ReadEventsAsync(InspectorApp inspector, int count)
    {
        using var response = await inspector.Client.GetAsync("/flagsmith/events", HttpCompletionOption.ResponseHeadersRead);
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync());
        var events = new List<string>();
        while (events.Count < count)
        {
            events.Add((await NextAsync(lines))!.ToJsonString());
        }

        return events;
    }

    /// <summary>Reads the data of the next event; null for a heartbeat.</summary>
    private static async Task<JsonNode?> NextAsync(StreamReader lines)
    {
        var data = "";
        while (await lines.ReadLineAsync() is { } line)
        {
            if (line.StartsWith("data: ", StringComparison.Ordinal))
            {
                data = line[6..];
            }
            else if (line.Length == 0)
            {
                break;
            }
        }

        return data.Length == 0 ? null : JsonNode.Parse(data);
    }

    private Task<InspectorApp> StartAsync(TestFlagProvider flags, Action<FlagsmithInspectorOptions>? configure = null) => InspectorApp.StartAsync(
        services =>
        {
            services.AddSingleton<TimeProvider>(_time);
            services.UseTestFlags(flags);
        },
        configure);
}
