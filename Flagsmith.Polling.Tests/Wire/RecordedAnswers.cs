using System.Text;

namespace Flagsmith.Polling.Tests.Wire;

/// <summary>Answers of real Flagsmith servers: request, status, headers and body as they came.</summary>
internal static class RecordedAnswers
{
    /// <summary>Gives every recorded answer with status 200 and a JSON body, by file name.</summary>
    public static IEnumerable<TestCaseData> Good()
    {
        var assembly = typeof(RecordedAnswers).Assembly;
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.Contains(".Recorded.", StringComparison.Ordinal)))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!, Encoding.UTF8);
            var text = reader.ReadToEnd().ReplaceLineEndings("\n");
            var end = text.IndexOf("\n\n", StringComparison.Ordinal);
            var body = text[(end + 2)..].Trim();
            if (text.Contains("HTTP/1.1 200", StringComparison.Ordinal) && body.Length > 0)
            {
                yield return new TestCaseData(body).SetArgDisplayNames(name.Replace("Flagsmith.Polling.Tests.Wire.Recorded.", "", StringComparison.Ordinal));
            }
        }
    }
}
