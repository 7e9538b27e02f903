using HostIpc.Execution;
using HostIpc.Execution.Linux;

namespace HostIpc.Core.Tests.Execution;

/// <summary>A directory of scripts of a test's own, and an executor to run it with.</summary>
internal sealed class ScriptHouse : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly CommandExecutor _executor;

    public ScriptHouse(Action<ExecutionOptions>? configure = null)
    {
        var options = new ExecutionOptions();
        configure?.Invoke(options);
        _executor = new CommandExecutor(new HandlerExecutor(options, TimeProvider.System), new ProcessExecutor(options, TimeProvider.System));
        Directory.CreateDirectory(Scripts);
        Change("755", _directory.Path);
    }

    /// <summary>The directory that is run.</summary>
    public string Scripts => _directory.File("scripts");

    public string Root => _directory.Path;

    public string File(string name) => _directory.File(name);

    public string Script(string name) => Path.Combine(Scripts, name);

    /// <summary>Puts an executable shell script there.</summary>
    public string Add(string name, string lines) => Write(Script(name), $"#!/bin/sh\n{lines}\n");

    public static string Write(string path, string text, string mode = "755")
    {
        System.IO.File.WriteAllText(path, text);
        Change(mode, path);
        return path;
    }

    public static void Change(string mode, string path) => Programs.MustRun("chmod", mode, path);

    public static void Give(string owner, string path) => Programs.MustRun("chown", "-h", owner, path);

    public Task<RecordedRun> RunAsync(params string[] arguments) => RunAsync(new ExecutionPlan { Arguments = arguments }, CancellationToken.None);

    /// <summary>Runs the directory.</summary>
    /// <param name="plan">Its profile is that of the scripts, where it has none.</param>
    /// <param name="cancellationToken">Ends the command.</param>
    /// <param name="run">What is recorded; null for one that is made.</param>
    public Task<RecordedRun> RunAsync(ExecutionPlan plan, CancellationToken cancellationToken, RecordedRun? run = null) => (run ?? new RecordedRun()).RunAsync(context =>
        _executor.ExecuteAsync(plan.Command is null ? plan with { Command = Command() } : plan, context, cancellationToken));

    public Command Command(string? directory = null, string? runAs = null, TimeSpan? timeout = null) =>
        new() { Name = "scripts", ScriptDirectory = directory ?? Scripts, RunAs = runAs, Timeout = timeout };

    public Task<RecordedRun> RunInAsync(string directory) => RunAsync(new ExecutionPlan { Command = Command(directory) }, CancellationToken.None);

    /// <summary>Kills what runs, at once.</summary>
    public void Stop() => _executor.Dispose();

    public void Dispose()
    {
        _executor.Dispose();
        _directory.Dispose();
    }
}
