namespace FlagConsole.Commands;

/// <summary>Where a command can take its flags from.</summary>
internal enum FlagOrigin
{
    /// <summary>A server or a document.</summary>
    Anywhere,

    /// <summary>A server, in either mode.</summary>
    Server,

    /// <summary>A server that evaluates and stores: <c>--mode remote</c>.</summary>
    RemoteServer,

    /// <summary>A document.</summary>
    Document,
}
