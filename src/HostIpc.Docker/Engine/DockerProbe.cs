using HostIpc.Docker.Engine;
using HostIpc.Docker.Engine.Events;
using HostIpc.Docker.Engine.Http;

namespace HostIpc.Docker;

/// <summary>Finds out whether an engine can be asked. For checks and audits.</summary>
public static class DockerProbe
{
    /// <summary>Finds what is wrong with an endpoint.</summary>
    /// <param name="endpoint">The absolute path of a socket, <c>unix:///path</c> or <c>tcp://host:port</c>.</param>
    /// <returns>What was found and what is wanted, to stand behind the key; null for nothing.</returns>
    public static string? FindEndpointFault(string endpoint)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        return DockerEndpoint.FindFault(endpoint);
    }

    /// <summary>Finds the path of the Unix socket that an endpoint means.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <returns>The path; null for another endpoint.</returns>
    public static string? FindSocketPath(string endpoint)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        return DockerEndpoint.PathOf(endpoint);
    }

    /// <summary>Asks an engine what it is. One that was stopped, and that connecting would have systemd start, is not asked.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="timeout">How long an answer is waited for.</param>
    /// <returns>What answered (<c>Docker 28.3.0, API 1.51</c>), or else why nothing did.</returns>
    public static async Task<(string? Answer, string? Problem)> AskAsync(string endpoint, TimeSpan timeout)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        try
        {
            if (new DaemonPresence(DockerEndpoint.Find(endpoint)).IsDormant())
            {
                return (null, DaemonPresence.DormantReason);
            }

            var client = new DockerClient(new DockerClientOptions { Endpoint = endpoint, Timeout = timeout });
            DockerVersion version = await client.GetVersionAsync().ConfigureAwait(false);
            return ($"Docker {version.Version}, API {version.ApiVersion}", null);
        }
        catch (Exception e) when (e is DockerException or ArgumentException)
        {
            return (null, e.Message);
        }
    }

    /// <summary>Finds the container that a process is in, also where its control groups are hidden from it: by the files that an engine mounts into each container (proc_pid_mountinfo(5)).</summary>
    /// <param name="directory">The process's directory in proc(5). Default: this process.</param>
    /// <returns>The container's id; null where the process is in none, or nothing tells.</returns>
    public static string? FindContainer(string directory = "/proc/self") => OwnContainer.FindId(directory);
}
