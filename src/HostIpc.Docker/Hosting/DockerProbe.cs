using HostIpc.Docker.Engine;
using HostIpc.Docker.Engine.Events;
using HostIpc.Docker.Engine.Http;
using HostIpc.Docker.Lifecycle;
using HostIpc.Docker.Triggers;
using HostIpc.Policy;

namespace HostIpc.Docker;

/// <summary>Checks the settings of this package, and looks whether an engine answers. Changes nothing.</summary>
public static class DockerProbe
{
    /// <summary>The most triggers that a server takes.</summary>
    public const int MaxTriggers = TriggerCheck.MostTriggers;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Checks an endpoint: an absolute path, <c>unix:///path</c> or <c>tcp://host:port</c>.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <returns>What is wrong with it, a part of a sentence that begins with <c>is</c> or <c>has</c>; null for nothing.</returns>
    public static string? FindEndpointFault(string endpoint) => DockerEndpoint.FindFault(endpoint);

    /// <summary>The path of an endpoint's Unix socket; null for another endpoint.</summary>
    /// <param name="endpoint">The endpoint.</param>
    public static string? FindSocketPath(string endpoint) => DockerEndpoint.PathOf(endpoint);

    /// <summary>Asks an engine for its version. Waits two seconds at most, and does not start an engine that was stopped (systemd.socket(5)).</summary>
    /// <param name="endpoint">Where it is.</param>
    /// <param name="problem">Why it cannot be asked; null where it answered.</param>
    /// <returns>What answered: <c>Docker 28.3.0, API 1.51</c>; null where nothing did.</returns>
    public static string? Ask(string endpoint, out string? problem)
    {
        try
        {
            if (new DaemonPresence(DockerEndpoint.Find(endpoint)).IsDormant())
            {
                problem = DaemonPresence.DormantReason;
                return null;
            }

            var client = new DockerClient(new DockerClientOptions { Endpoint = endpoint, Timeout = Patience });
            DockerVersion version = client.GetVersionAsync().GetAwaiter().GetResult();
            problem = null;
            return $"Docker {version.Version}, API {version.ApiVersion}";
        }
        catch (Exception e) when (e is DockerException or ArgumentException)
        {
            problem = e.Message;
            return null;
        }
    }

    /// <summary>Finds the container that a process is in, also where its control groups are hidden from it: by the files that an engine mounts into each container (proc_pid_mountinfo(5)).</summary>
    /// <param name="directory">The process's directory in proc(5). Default: this process.</param>
    /// <returns>The container's id; null where the process is in none, or nothing tells.</returns>
    public static string? FindContainer(string directory = "/proc/self") => OwnContainer.FindId(directory);

    /// <summary>Checks the settings of the lifecycle.</summary>
    /// <param name="options">The settings.</param>
    /// <returns>Each fault, by its key below the section.</returns>
    public static IReadOnlyList<SettingFault> FindFaults(LifecycleOptions options) => LifecycleOptionsCheck.FindFaults(options);

    /// <summary>The directories of the scripts, on the target: those for the engine's start, and those for its stop.</summary>
    /// <param name="options">The settings.</param>
    public static (string OnStart, string OnStop) FindScriptDirectories(LifecycleOptions options) =>
        (LifecycleScripts.PathOf(options, LifecycleScripts.OnStart), LifecycleScripts.PathOf(options, LifecycleScripts.OnStop));

    /// <summary>Checks a trigger by itself.</summary>
    /// <param name="options">The trigger.</param>
    /// <returns>Each fault, by its key below the trigger.</returns>
    public static IReadOnlyList<SettingFault> FindFaults(TriggerOptions options) => TriggerCheck.FindFaults(options);

    /// <summary>Checks a trigger against the commands that there are.</summary>
    /// <param name="options">The trigger.</param>
    /// <param name="commands">The commands.</param>
    /// <returns>Each fault, by its key below the trigger.</returns>
    public static IEnumerable<SettingFault> FindCommandFaults(TriggerOptions options, IEnumerable<CommandDefinition> commands) => TriggerCheck.FindCommandFaults(options, commands);

    /// <summary>Finds the words of a condition that no engine is known to use. A newer engine may have more, so these are warnings.</summary>
    /// <param name="condition">The condition.</param>
    /// <returns>Each key, and a sentence.</returns>
    public static IEnumerable<(string Key, string Message)> FindUnknownWords(EventCondition condition) => EngineWords.FindUnknown(condition);
}
