using System.Diagnostics;

namespace Fleet;

/// <summary>A worker as its parent sees it.</summary>
internal sealed class WorkerProcess : IDisposable
{
    private readonly Process _process;
    private readonly Timeline _timeline;

    private WorkerProcess(string name, Process process, Timeline timeline) => (Name, _process, _timeline) = (name, process, timeline);

    public string Name { get; }

    public bool IsAlive { get; private set; } = true;

    /// <summary>Gets the state of the flag; null before the first flags.</summary>
    public bool? IsOn { get; private set; }

    public bool IsStoreUp { get; private set; }

    /// <summary>Gets which worker polled last, as far as this one knows.</summary>
    public string LastPolledBy { get; private set; } = "";

    public static WorkerProcess Start(string name, string[] arguments, Timeline timeline)
    {
        var process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, [.. Self(), "--worker", name, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardInput = true,
        })!;
        var worker = new WorkerProcess(name, process, timeline);
        process.OutputDataReceived += (_, line) => worker.Hear(line.Data);
        process.BeginOutputReadLine();
        return worker;
    }

    public void Kill()
    {
        IsAlive = false;
        _process.Kill();
        _timeline.Add(Name, TimelineKind.Killed);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    // Started as "dotnet Fleet.dll" the process is dotnet, and the program its first argument.
    private static string[] Self() =>
        Path.GetFileNameWithoutExtension(Environment.ProcessPath!) == "dotnet" ? [Path.Combine(AppContext.BaseDirectory, "Fleet.dll")] : [];

    private void Hear(string? line)
    {
        switch (line?.Split(' '))
        {
            case ["flag", var state, _]:
                IsOn = state == "on";
                _timeline.Add(Name, state == "on" ? TimelineKind.On : TimelineKind.Off);
                break;
            case ["store", var state, var by]:
                IsStoreUp = state == "up";
                LastPolledBy = by;
                break;
        }
    }
}
