using System.Text;

namespace Flagsmith.Polling.Tests.Recorded;

/// <summary>One request to a real Flagsmith server, as a curl command, and its response as received.</summary>
internal sealed class RecordedExchange
{
    private const string Prefix = "Flagsmith.Polling.Tests.Recorded.";

    private static readonly string[] Servers = ["django-api", "edge-proxy"];

    private RecordedExchange(string server, string name, string text)
    {
        Server = server;
        Name = name;
        text = text.ReplaceLineEndings("\n");
        var lines = text.Split('\n');
        Arguments = [.. Split(lines[0])];
        Status = int.Parse(lines[1].Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
        var end = text.IndexOf("\n\n", StringComparison.Ordinal);
        RespondHeaders = text[..end].Split('\n').Skip(2).Select(line => line.Split(": ", 2)).ToLookup(parts => parts[0], parts => parts[1], StringComparer.OrdinalIgnoreCase);
        RespondBody = text[(end + 2)..].Trim();
    }

    public string Server { get; }

    public string Name { get; }

    public IReadOnlyList<string> Arguments { get; }

    public int Status { get; }

    public ILookup<string, string> RespondHeaders { get; }

    /// <summary>Gets the body; empty where none came or curl threw it away.</summary>
    public string RespondBody { get; }

    /// <summary>Gets whether curl was told to throw the body away.</summary>
    public bool LacksBody => Arguments.Contains("-o");

    public string Method => After("-X") ?? (Arguments.Contains("-I") ? "HEAD" : Body is null ? "GET" : "POST");

    /// <summary>Gets the path below <c>/api/v1/</c>, with the query as it was sent.</summary>
    public string PathAndQuery => Url.PathAndQuery["/api/v1/".Length..];

    public string Path => Url.AbsolutePath["/api/v1/".Length..];

    public string? Body => After("-d");

    /// <summary>Gets the headers. curl's <c>Name:</c> leaves a header out and <c>Name;</c> sends it empty.</summary>
    public IReadOnlyDictionary<string, string> Headers => Arguments
        .Where((_, index) => index > 0 && Arguments[index - 1] == "-H")
        .Select(header => header.EndsWith(';') ? [header[..^1], ""] : header.Split(':', 2))
        .Where(parts => parts[1].Length > 0 || Arguments.Contains(parts[0] + ";"))
        .ToDictionary(parts => parts[0], parts => parts[1].Trim(), StringComparer.OrdinalIgnoreCase);

    private Uri Url => new(Arguments.First(argument => argument.StartsWith("http", StringComparison.Ordinal)));

    /// <summary>Gives every exchange of a server: <c>django-api</c> or <c>edge-proxy</c>.</summary>
    public static IReadOnlyList<RecordedExchange> All(string server)
    {
        var folder = Prefix + server.Replace('-', '_') + ".";
        return [.. Resources.Where(name => name.StartsWith(folder, StringComparison.Ordinal)).Select(name => Load(server, name[folder.Length..^".txt".Length]))];
    }

    public static RecordedExchange Load(string server, string name)
    {
        var resource = $"{Prefix}{server.Replace('-', '_')}.{name}.txt";
        using var reader = new StreamReader(typeof(RecordedExchange).Assembly.GetManifestResourceStream(resource)!, Encoding.UTF8);
        return new RecordedExchange(server, name, reader.ReadToEnd());
    }

    /// <summary>Gives every recorded list of flags, and every single flag, of both servers.</summary>
    public static IEnumerable<TestCaseData> FlagResponses() =>
        from server in Servers
        from exchange in All(server)
        where exchange is { Path: "flags/", Status: 200, RespondBody.Length: > 0 } && exchange.Method == "GET"
        select new TestCaseData(exchange.RespondBody).SetArgDisplayNames(exchange.ToString());

    public override string ToString() => $"{Server}.{Name}";

    private static IEnumerable<string> Resources => typeof(RecordedExchange).Assembly.GetManifestResourceNames();

    private string? After(string option)
    {
        var index = Arguments.ToList().IndexOf(option);
        return index < 0 ? null : Arguments[index + 1];
    }

    /// <summary>Splits a command line as a shell does.</summary>
    private static IEnumerable<string> Split(string command)
    {
        var word = new StringBuilder();
        var inWord = false;
        var quoted = false;
        for (var i = 0; i < command.Length; i++)
        {
            switch (command[i])
            {
                case '\'':
                    (quoted, inWord) = (!quoted, true);
                    break;
                case '\\' when !quoted:
                    word.Append(command[++i]);
                    inWord = true;
                    break;
                case ' ' when !quoted:
                    if (inWord)
                    {
                        yield return word.ToString();
                    }

                    word.Clear();
                    inWord = false;
                    break;
                default:
                    word.Append(command[i]);
                    inWord = true;
                    break;
            }
        }

        if (inWord)
        {
            yield return word.ToString();
        }
    }
}
