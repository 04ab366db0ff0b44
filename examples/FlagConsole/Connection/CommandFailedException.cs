namespace FlagConsole.Connection;

/// <summary>A command failed for a reason that one sentence states.</summary>
/// <param name="sentence">The sentence, for stderr.</param>
internal sealed class CommandFailedException(string sentence) : Exception(sentence);
