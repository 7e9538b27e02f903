using HostIpc.Settings;

namespace HostIpc.Docker;

/// <summary>Where the Docker Engine is, and how long it is waited for.</summary>
public sealed class DockerOptions
{
    /// <summary>The default of <see cref="Socket"/>.</summary>
    public const string DefaultSocket = "/var/run/docker.sock";

    internal static readonly TimeSpan ShortestTimeout = TimeSpan.FromMilliseconds(10);
    internal static readonly TimeSpan LongestTimeout = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Where the engine is: the absolute path of its Unix socket, of at most 107 bytes, <c>unix:///path</c>, or <c>tcp://host:port</c> without TLS. Default <c>/var/run/docker.sock</c>. It need not be there yet. A process that can
    /// connect to it is root on the engine's host: HostIpc only asks for containers there, but an attacker who takes over a server that has it has that too.
    /// </summary>
    public string Socket { get; set; } = DefaultSocket;

    /// <summary>
    /// How long one question to the engine may take, from connecting to the last byte of the answer. Default 2 s, 10 ms to 10 s. So long, at most, an engine that hangs
    /// holds up the first request of a connection, which then is judged without a container.
    /// </summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>The section <c>Docker</c>, with what each setting takes.</summary>
    public static SettingSection<DockerOptions> Settings { get; } = new("Docker", "The Docker Engine. The server asks it for names, images and labels of containers. It carries out your `Docker` commands, and its events run your `Triggers`.",
    [
        Setting.Text(nameof(Socket), new SettingType("path, `unix:///path` or `tcp://host:port`", "\"type\": \"string\", \"pattern\": \"^$|^/.*[^/]$|^unix:///.*[^/]$|^tcp://.+:[0-9]+/?$\""),
            (DockerOptions docker) => docker.Socket, (docker, value) => docker.Socket = value,
            "The engine's socket, as the server sees it. TCP is without TLS. Empty: no engine is asked. In a container, mount the socket's directory: an engine that restarts makes a new socket.",
            defaultText: $"`{DefaultSocket}` if it exists"),
    ]);
}
