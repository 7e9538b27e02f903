using HostIpc.Execution;
using HostIpc.Hosting;
using HostIpc.Identity;
using HostIpc.Logging;
using HostIpc.Protocol;

namespace HostIpc.Docker.Lifecycle;

/// <summary>Runs the scripts that go with a change of the daemon, as requests of the server's own.</summary>
internal sealed class LifecycleScripts(LifecycleOptions options, ExecutionTarget target, ICommandDispatcher requests, ICommandLog log)
{
    public const string OnStart = "on_start";
    public const string OnStop = "on_stop";

    /// <summary>Runs them to their end. What becomes of them is in the log.</summary>
    public Task RunAsync(DaemonChange change, Peer peer)
    {
        string name = change == DaemonChange.Start ? OnStart : OnStop;
        string directory = PathOf(options, name);
        if (new TargetProbe(target).FindMissing(directory) is { } problem)
        {
            // Who has something to do at the start need not have something to do at the stop.
            log.Notice($"{name}: there is nothing to run; {directory}: {problem}", peer);
            return Task.CompletedTask;
        }

        var profile = new Command { Name = name, ScriptDirectory = directory, Timeout = options.Timeout };
        return requests.RunPlanAsync(peer, new CommandRequest([name]), new ExecutionPlan { Command = profile, Arguments = [] });
    }

    /// <summary>Where the scripts of that name are, on the target.</summary>
    public static string PathOf(LifecycleOptions options, string name) => $"{options.ScriptDirectory.TrimEnd('/')}/{name}";
}
