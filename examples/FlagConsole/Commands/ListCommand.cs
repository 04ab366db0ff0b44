using System.CommandLine;

namespace FlagConsole.Commands;

/// <summary><c>list</c>: every flag of the environment.</summary>
internal sealed class ListCommand : Command
{
    public ListCommand(SharedOptions shared)
        : base("list", "Prints every flag of the environment, in the server's order.")
    {
        shared.AddTo(this);
        SetAction(async (parsed, cancellationToken) =>
        {
            var snapshot = await shared.ReadSource(parsed).ReadEnvironmentAsync(cancellationToken);
            shared.ReadOutput(parsed).WriteAll(snapshot.Flags);
            return ExitCode.Success;
        });
    }
}
