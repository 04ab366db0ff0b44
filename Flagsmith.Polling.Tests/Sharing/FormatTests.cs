using System.Text;
using Flagsmith.Polling.Sharing;

namespace Flagsmith.Polling.Tests.Sharing;

public sealed class FormatTests
{
    private static readonly SharedKeys Client = KeysOf("ClientKey");
    private static readonly SharedKeys Server = KeysOf("ser.ServerKey");

    private static SharedKeys[] Kinds => [Client, Server];

    private static SharedConfirmation Confirmation => new(
        7, new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero), 99, 1234, "host-ü", new SharedAttempts(3, new DateTimeOffset(2026, 1, 2, 4, 0, 0, TimeSpan.Zero), FlagsmithErrorKind.ServerError, 503, 1234567890123456789, IsShared: true));

    [Test]
    public void Confirmation_IsReadAsWritten()
    {
        SharedConfirmationFormat.TryRead(SharedConfirmationFormat.Write(Confirmation, Client), Client).Should().Be(Confirmation);
    }

    [TestCase("", "")]
    [TestCase("a name of more than thirty-two bytes of UTF-8", "a name of more than thirty-two b")]
    [TestCase("seven times ä is 14 bytes: äääää", "seven times ä is 14 bytes: ää")]
    public void Host_IsCutBetweenCharacters(string name, string kept)
    {
        var bytes = SharedConfirmationFormat.Write(Confirmation with { Host = name }, Client);
        bytes.Length.Should().BeLessThanOrEqualTo(SharedConfirmationFormat.MaxBytes);
        SharedConfirmationFormat.TryRead(bytes, Client)!.Host.Should().Be(kept);
    }

    [Test]
    public void Confirmation_IsRefused_WhenAnyBitIsFlippedOrAnyByteIsMissing()
    {
        var bytes = SharedConfirmationFormat.Write(Confirmation, Client);
        foreach (var damaged in Damages(bytes))
        {
            SharedConfirmationFormat.TryRead(damaged, Client).Should().BeNull();
        }

        SharedConfirmationFormat.TryRead(bytes, Server).Should().BeNull("it is of another key");
        SharedConfirmationFormat.TryRead(new byte[4096], Client).Should().BeNull();
    }

    [TestCaseSource(nameof(Kinds))]
    public void Body_IsReadAsWritten(object kind)
    {
        var keys = (SharedKeys)kind;
        foreach (var length in new[] { 0, 1, 4095, 4096, 100_000 })
        {
            var content = Content(length);
            SharedBodyFormat.TryRead(SharedBodyFormat.Write(content, SharedBodyFormat.HashOf(content), keys), keys, SharedBodyFormat.HashOf(content), maxContent: length, out var read).Should().BeNull();
            read.Should().Equal(content);
        }
    }

    [TestCaseSource(nameof(Kinds))]
    public void Body_IsRefused_WhenAnyBitIsFlippedOrAnyByteIsMissing(object kind)
    {
        var keys = (SharedKeys)kind;
        var content = Content(200);
        foreach (var damaged in Damages(SharedBodyFormat.Write(content, SharedBodyFormat.HashOf(content), keys)))
        {
            SharedBodyFormat.TryRead(damaged, keys, SharedBodyFormat.HashOf(content), int.MaxValue, out _).Should().NotBeNull();
        }
    }

    [Test]
    public void Body_IsRefused_WhenItIsNotTheConfirmedOneOrTooLong()
    {
        var content = Content(5000);
        var body = SharedBodyFormat.Write(content, SharedBodyFormat.HashOf(content), Client);
        SharedBodyFormat.TryRead(body, Client, SharedBodyFormat.HashOf(content) + 1, 5000, out _).Should().Contain("confirmed");
        SharedBodyFormat.TryRead(body, Client, SharedBodyFormat.HashOf(content), 4999, out _).Should().Contain("4999");
    }

    [Test]
    public void BodyOfServerSideKey_IsEncrypted_ThatOfClientSideKeyIsNot()
    {
        var content = "the name of a flag"u8.ToArray();
        Encoding.ASCII.GetString(SharedBodyFormat.Write(content, SharedBodyFormat.HashOf(content), Server)).Should().NotContain("flag");
        Encoding.ASCII.GetString(SharedBodyFormat.Write(content, SharedBodyFormat.HashOf(content), Client)).Should().Contain("the name of a flag");
        SharedBodyFormat.Write(content, SharedBodyFormat.HashOf(content), Server).Should().NotEqual(SharedBodyFormat.Write(content, SharedBodyFormat.HashOf(content), Server), "each has a nonce of its own");
    }

    [Test]
    public void LongBody_IsCompressed() =>
        SharedBodyFormat.Write(Content(100_000), SharedBodyFormat.HashOf(Content(100_000)), Server).Length.Should().BeLessThan(10_000);

    [Test]
    public void Notice_IsReadAsWritten_AndRefusedWhenDamaged()
    {
        var notice = new SharedNotice(SharedNoticeKind.UserChanged, 12345, "ada@example.com");
        var bytes = SharedNoticeFormat.Write(notice, Client);
        SharedNoticeFormat.TryRead(bytes, Client).Should().Be(notice);
        Encoding.ASCII.GetString(bytes).Should().NotContain("ada");
        foreach (var damaged in Damages(bytes))
        {
            SharedNoticeFormat.TryRead(damaged, Client).Should().BeNull();
        }
    }

    [Test]
    public void Environments_DifferInEverythingThatMustNotBeShared()
    {
        FlagsmithPollingOptions[] all =
        [
            Options("key"),
            Options("key2"),
            Options("key", "https://elsewhere.test/api/v1/"),
            Options("key", secret: "sixteen characters"),
            Options("key", secret: "other sixteen chars"),
            Options("key", mode: FlagsmithMode.LocalEvaluation),
        ];
        var keys = all.Select(SharedKeys.Of).ToArray();
        keys.Select(key => key.Tag).Should().OnlyHaveUniqueItems();
        keys.Select(key => Convert.ToHexString(key.Authentication)).Should().OnlyHaveUniqueItems();
        keys.Should().AllSatisfy(key => key.Tag.Should().MatchRegex("^[A-Za-z0-9_-]{22}$").And.NotContain("key"));
        SharedKeys.Of(Options("key")).Tag.Should().Be(keys[0].Tag);
    }

    private static IEnumerable<byte[]> Damages(byte[] bytes)
    {
        for (var bit = 0; bit < bytes.Length * 8; bit++)
        {
            var flipped = (byte[])bytes.Clone();
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            yield return flipped;
        }

        for (var length = 0; length < bytes.Length; length++)
        {
            yield return bytes[..length];
        }

        yield return [.. bytes, 0];
    }

    private static byte[] Content(int length) => Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, length).Select(index => (char)('a' + (index % 26)))));

    [Test]
    public void BuildWithAnotherFormat_HasOtherNamesAndKeys()
    {
        var options = new FlagsmithPollingOptions { EnvironmentKey = "ser.ServerKey", ApiUrl = new Uri("https://flagsmith.test/api/v1/") };
        var (ours, theirs) = (SharedKeys.Of(options), SharedKeys.Of(options, "Flagsmith.Polling shared 2"));
        theirs.Tag.Should().NotBe(ours.Tag);
        theirs.Authentication.Should().NotEqual(ours.Authentication);
        theirs.Bodies.Should().NotEqual(ours.Bodies!);
        theirs.Notices.Should().NotEqual(ours.Notices);
    }

    private static SharedKeys KeysOf(string key) => SharedKeys.Of(Options(key));

    private static FlagsmithPollingOptions Options(string key, string address = "https://flags.test/api/v1/", string? secret = null, FlagsmithMode mode = FlagsmithMode.Remote)
    {
        var options = new FlagsmithPollingOptions { EnvironmentKey = key, ApiUrl = new Uri(address), Mode = mode };
        options.SharedStore.Secret = secret;
        return options;
    }
}
