using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Net;
using System.Net.Security;
using System.Reflection;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Flagsmith.Polling.Http;

namespace Flagsmith.Polling.Tests.Http;

/// <summary>A copy lacks none of the given handler's settings, also of those that a later .NET brings.</summary>
public sealed class HandlerCopyTests
{
    // Set by the copy itself, or without meaning where those are.
    private static readonly string[] Ours =
    [
        "AllowAutoRedirect", "AutomaticDecompression", "CookieContainer", "MaxAutomaticRedirections", "PooledConnectionIdleTimeout", "PooledConnectionLifetime", "UseCookies",
        "MaxRequestContentBufferSize", // .NET ignores it
        "UseDefaultCredentials", // another name for Credentials
    ];

    private static readonly object[] Samples =
    [
        70_000,
        TimeSpan.FromSeconds(33),
        HttpKeepAlivePingPolicy.WithActiveRequests,
        ClientCertificateOption.Automatic,
        SslProtocols.Tls12,
        new NetworkCredential("somebody", "password"),
        new WebProxy("http://proxy.test:3128"),
        new SslClientAuthenticationOptions(),
        DistributedContextPropagator.CreateNoOutputPropagator(),
        new EmptyMeterFactory(),
        (Func<SocketsHttpConnectionContext, CancellationToken, ValueTask<Stream>>)((_, _) => throw new NotSupportedException()),
        (Func<SocketsHttpPlaintextStreamFilterContext, CancellationToken, ValueTask<Stream>>)((_, _) => throw new NotSupportedException()),
        (HeaderEncodingSelector<HttpRequestMessage>)((_, _) => Encoding.Latin1),
        (Func<HttpRequestMessage, X509Certificate2?, X509Chain?, SslPolicyErrors, bool>)((_, _, _, _) => true),
    ];

    private static IEnumerable<TestCaseData> Settings() =>
        from type in new[] { typeof(SocketsHttpHandler), typeof(HttpClientHandler) }
        from property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
        where property.CanWrite && !Ours.Contains(property.Name)
        select new TestCaseData(type, property).SetArgDisplayNames($"{type.Name}.{property.Name}");

    [TestCaseSource(nameof(Settings))]
    public void Copy_HasEachSetting(Type type, PropertyInfo setting)
    {
        using var given = (HttpMessageHandler)Activator.CreateInstance(type)!;
        var sample = setting.PropertyType == typeof(bool) ? !(bool)setting.GetValue(given)! : Samples.Single(setting.PropertyType.IsInstanceOfType);
        setting.GetValue(given).Should().NotBe(sample, "a default would prove nothing");
        setting.SetValue(given, sample);

        using var copy = HandlerCopy.OfKnown(given);

        setting.GetValue(copy).Should().Be(sample);
    }

    [TestCase(typeof(SocketsHttpHandler))]
    [TestCase(typeof(HttpClientHandler))]
    public void Copy_FollowsNoRedirects_KeepsNoCookies_AndReadsEveryCompression(Type type)
    {
        using var given = (HttpMessageHandler)Activator.CreateInstance(type)!;

        using var copy = HandlerCopy.OfKnown(given);

        copy.Should().BeOfType(type).And.NotBeSameAs(given);
        copy.Should().BeEquivalentTo(new { AllowAutoRedirect = false, UseCookies = false, AutomaticDecompression = DecompressionMethods.All });
    }

    [TestCase(-0.001, 120, 4)]
    [TestCase(600, 120, 4)]
    [TestCase(1, 1, 1)]
    [TestCase(0, 0, 0)]
    public void Copy_RenewsConnections_NoLaterThanGiven(double given, double lifetime, double idle)
    {
        using var handler = new SocketsHttpHandler
        {
            PooledConnectionLifetime = TimeSpan.FromSeconds(given),
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(given),
        };

        using var copy = HandlerCopy.Of(handler);

        copy.PooledConnectionLifetime.Should().Be(TimeSpan.FromSeconds(lifetime));
        copy.PooledConnectionIdleTimeout.Should().Be(TimeSpan.FromSeconds(idle));
    }

    [Test]
    public void Copy_HasClientCertificatesAndProperties()
    {
        using var key = RSA.Create(2048);
        using var certificate = new CertificateRequest("CN=client", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            .CreateSelfSigned(new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2120, 1, 1, 0, 0, 0, TimeSpan.Zero));
        using var given = new HttpClientHandler();
        given.ClientCertificates.Add(certificate);
        given.Properties["a"] = "b";
        using var sockets = new SocketsHttpHandler { Properties = { ["a"] = "b" } };

        using var copy = HandlerCopy.Of(given);
        using var socketsCopy = HandlerCopy.Of(sockets);

        copy.ClientCertificates.Cast<X509Certificate>().Should().ContainSingle().Which.Should().BeSameAs(certificate);
        copy.Properties.Should().Contain("a", "b");
        socketsCopy.Properties.Should().Contain("a", "b");
    }

    private sealed class EmptyMeterFactory : IMeterFactory
    {
        public Meter Create(MeterOptions options) => new(options);

        public void Dispose()
        {
        }
    }
}
