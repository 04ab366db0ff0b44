// Draws build/icon.png, the packages' icon: dotnet run build/icon.cs
using System.Buffers.Binary;
using System.IO.Compression;

const int Size = 128;
var pixels = new byte[Size * ((Size * 4) + 1)];
for (var y = 0; y < Size; y++)
{
    for (var x = 0; x < Size; x++)
    {
        Paint(x, y).CopyTo(pixels, (y * ((Size * 4) + 1)) + 1 + (x * 4));
    }
}

using var data = new MemoryStream();
using (var zlib = new ZLibStream(data, CompressionLevel.SmallestSize, leaveOpen: true))
{
    zlib.Write(pixels);
}

var header = new byte[13];
BinaryPrimitives.WriteInt32BigEndian(header, Size);
BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), Size);
(header[8], header[9]) = (8, 6); // 8 bits, RGBA
using var png = File.Create("build/icon.png");
png.Write([0x89, .. "PNG"u8, 13, 10, 26, 10]);
Write(png, "IHDR"u8, header);
Write(png, "IDAT"u8, data.ToArray());
Write(png, "IEND"u8, []);

// A flag on a pole, and the arc of a poll around it.
static byte[] Paint(int x, int y)
{
    var distance = Math.Sqrt(Math.Pow(x - 63.5, 2) + Math.Pow(y - 63.5, 2));
    var isArc = distance is > 50 and < 58 && !(x > 64 && y < 40);
    var isPole = x is >= 46 and < 53 && y is >= 32 and < 98;
    var isFlag = x is >= 53 and < 90 && y >= 34 + ((x - 53) / 6) && y < 68 - ((x - 53) / 6);
    return isFlag ? [0xE0, 0x4F, 0x39, 0xFF] : isPole || isArc ? [0x1F, 0x2D, 0x3D, 0xFF] : [0, 0, 0, 0];
}

static void Write(Stream png, ReadOnlySpan<byte> kind, ReadOnlySpan<byte> content)
{
    Span<byte> number = stackalloc byte[4];
    BinaryPrimitives.WriteInt32BigEndian(number, content.Length);
    png.Write(number);
    png.Write(kind);
    png.Write(content);
    var sum = 0xFFFFFFFFu;
    foreach (var part in (byte[])[.. kind, .. content])
    {
        sum ^= part;
        for (var bit = 0; bit < 8; bit++)
        {
            sum = (sum >> 1) ^ ((sum & 1) * 0xEDB88320u);
        }
    }

    BinaryPrimitives.WriteUInt32BigEndian(number, ~sum);
    png.Write(number);
}
