using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Flagsmith.Polling.Evaluation.Splitting;

namespace Flagsmith.Polling.Tests.Evaluation;

/// <summary>The digest is that of RFC 1321, wherever the padding falls.</summary>
[SuppressMessage("Security", "CA5351:Do Not Use Broken Cryptographic Algorithms", Justification = "What the own one is compared with.")]
public sealed class Md5Tests
{
    [TestCase("", "d41d8cd98f00b204e9800998ecf8427e")]
    [TestCase("a", "0cc175b9c0f1b6a831c399e269772661")]
    [TestCase("abc", "900150983cd24fb0d6963f7d28e17f72")]
    [TestCase("message digest", "f96b697d7cb7938d525a2f31aaf161d0")]
    [TestCase("abcdefghijklmnopqrstuvwxyz", "c3fcd3d76192e4007dfb496cca67e13b")]
    [TestCase("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", "d174ab98d277d9f5a5611c2c9f419d9f")]
    [TestCase("12345678901234567890123456789012345678901234567890123456789012345678901234567890", "57edf4a22be3c955ac49da2e2107b67a")]
    public void Digest_OfTheRfcsTexts_IsThatOfTheRfc(string text, string expected) =>
        Md5.Hash(Encoding.ASCII.GetBytes(text)).ToString("x32", null).Should().Be(expected);

    [Test]
    public void Digest_OfAnyLength_IsThatOfTheFramework()
    {
        var random = new Random(1321);
        for (var length = 0; length <= 600; length++)
        {
            var content = new byte[length];
            random.NextBytes(content);

            Md5.Hash(content).Should().Be(BinaryPrimitives.ReadUInt128BigEndian(MD5.HashData(content)), $"of {length} bytes");
        }
    }

    [TestCase(200)]
    [TestCase(255)]
    [TestCase(256)]
    [TestCase(2_000)]
    [TestCase(70_000)]
    public void Percentage_OfLongIds_IsThatOfTheWholeText(int length)
    {
        foreach (var letter in new[] { "x", "é", "😀", "\ud83d" })
        {
            var id = string.Concat(Enumerable.Repeat(letter, length));

            Percentage.Of("seed", id).Should().Be(Interpreter.Percentage.Of("seed", id));
            Percentage.Of(Percentage.SeedOf("seed"), Encoding.UTF8.GetBytes("env_"), id).Should().Be(Interpreter.Percentage.Of("seed", "env_" + id));
        }
    }
}
