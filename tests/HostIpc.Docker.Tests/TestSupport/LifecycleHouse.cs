using HostIpc.Docker.Lifecycle;
using HostIpc.Execution;
using HostIpc.Hosting;
using HostIpc.Logging;
using Microsoft.Extensions.DependencyInjection;

namespace HostIpc.Docker.TestSupport;

/// <summary>A directory of lifecycle scripts of a test's own, and what runs them.</summary>
internal sealed class LifecycleHouse : IDisposable
{
    private readonly ServiceProvider _services;

    public LifecycleHouse()
    {
        var services = new ServiceCollection();
        services.AddSingleton<ICommandLogSink>(Sink);
        services.AddHostIpc(options => options.AllowShell = false);
        _services = services.BuildServiceProvider();
        Log = _services.GetRequiredService<ICommandLog>();
        Requests = _services.GetRequiredService<ICommandDispatcher>();
        Options = new LifecycleOptions { ScriptDirectory = $"{Root}/scripts", Listen = ["127.0.0.1"], Port = 1 };
        Scripts = new LifecycleScripts(Options, ExecutionTarget.Local, Requests, Log);
        Directory.CreateDirectory($"{Root}/scripts/on_start");
        Change("755", Root);
    }

    public string Root { get; } = TemporaryDirectories.Create("hostipc-lifecycle-").FullName;

    public LifecycleOptions Options { get; }

    public ListSink Sink { get; } = new();

    /// <summary>The log without what became of each script.</summary>
    public string[] Records => [.. Sink.Records.Where(record => !record.StartsWith("x Running /", StringComparison.Ordinal) && !(record.StartsWith("x /", StringComparison.Ordinal) && (record.EndsWith(" Succeeded", StringComparison.Ordinal) || record.Contains(" Failed", StringComparison.Ordinal))))];

    public ICommandLog Log { get; }

    public ICommandDispatcher Requests { get; }

    public LifecycleScripts Scripts { get; }

    public string File(string name) => $"{Root}/{name}";

    public string Script(string name) => $"{Root}/scripts/on_start/{name}";

    /// <summary>Puts an executable shell script into on_start.</summary>
    public string Add(string name, string lines) => Write(Script(name), lines);

    /// <summary>Puts an executable shell script anywhere.</summary>
    public static string Write(string path, string lines)
    {
        System.IO.File.WriteAllText(path, $"#!/bin/sh\n{lines}\n");
        Change("755", path);
        return path;
    }

    public static void Change(string mode, string path) => System.IO.File.SetUnixFileMode(path, (UnixFileMode)Convert.ToInt32(mode, 8));

    public static Task GiveAsync(string owner, string path) => Shell.Run("chown -h \"$1\" \"$2\"", owner, path);

    public void Dispose()
    {
        _services.Dispose();
        Directory.Delete(Root, recursive: true);
    }
}
