using System.Reflection;

namespace LocalFlagsmithServer;

/// <summary>The flags.json that is served where no other file is named.</summary>
internal static class FlagFile
{
    /// <summary>Finds the one in the source folder, the one worth editing; where that is gone, the copy beside the program.</summary>
    public static FileInfo Find()
    {
        var source = Assembly.GetExecutingAssembly().GetCustomAttributes<AssemblyMetadataAttribute>()
            .First(metadata => metadata.Key == "ProjectDirectory").Value!;
        return new FileInfo(Path.Combine(Directory.Exists(source) ? source : AppContext.BaseDirectory, "flags.json"));
    }
}
