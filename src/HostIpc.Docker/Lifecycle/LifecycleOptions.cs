using System.Net;
using HostIpc.Execution;
using HostIpc.Network;
using HostIpc.Protocol;
using HostIpc.Settings;

namespace HostIpc.Docker.Lifecycle;

/// <summary>The scripts that run when the Docker daemon starts and when it stops, and who tells the server that it does.</summary>
public sealed class LifecycleOptions
{
    internal const int DefaultPort = 47200;
    internal const int MaxAddresses = 16;
    internal const int MaxNetworks = 256;
    internal const string DefaultListen = "127.0.0.1";

    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(1);

    /// <summary>
    /// A directory on the target that has <c>on_start</c> and <c>on_stop</c> in it, directories of scripts. Default empty: nothing is run, watched or listened to. Their executables
    /// are run by the rules of <see cref="Command.ScriptDirectory"/>, without arguments: an absolute path on which only root and the server's user can
    /// change anything, in order of name, one after the other. Of the two directories either may be missing.
    /// </summary>
    public string ScriptDirectory { get; set; } = "";

    /// <summary>
    /// The daemon's Unix socket, as an absolute path of at most 107 bytes or as <c>unix:///path</c>, or <c>tcp://host:port</c>. Default <c>/var/run/docker.sock</c>. It need not be there. Empty: only notifiers tell, and the server does not look
    /// whether the daemon runs.
    /// </summary>
    public string Socket { get; set; } = DockerOptions.DefaultSocket;

    /// <summary>
    /// Whether the socket is watched: its daemon's end runs <c>on_stop</c> within a second, and its answering again <c>on_start</c>. Default true. Without it the server looks once, when it
    /// starts, and then goes by what notifiers tell.
    /// </summary>
    public bool WatchDaemon { get; set; } = true;

    /// <summary>The TCP port on which notifiers tell <c>start</c> and <c>stop</c>, a line each. Default 47200, 1 to 65535.</summary>
    public int Port { get; set; } = DefaultPort;

    /// <summary>
    /// The addresses that are listened on for notifiers, and the word <c>bridge</c> for that of Docker's default bridge, which is what <c>host-gateway</c> leads to. Default <c>127.0.0.1</c>: a notifier
    /// with the host's network reaches it, and no other container does; at most 16; none for no notifiers. With <c>bridge</c> any container of the default bridge can say that the daemon stops. One that is not there yet, as the bridge's before the daemon's first start, is listened on as soon as it is. A process that can send packets
    /// there and is let in by <see cref="AllowFrom"/> can have the scripts run, up to ten times a minute.
    /// </summary>
    public IList<string> Listen { get; set; } = [DefaultListen];

    /// <summary>
    /// Whose lines are taken: networks as CIDR (RFC 4632), single addresses, and the word <c>bridge</c> for the network of Docker's default bridge. Default loopback and <c>bridge</c>; at most
    /// 256. Any other connection is closed before anything is read from it.
    /// </summary>
    public IList<string> AllowFrom { get; set; } = [.. AddressFilter.Usual];

    /// <summary>
    /// How long all scripts of one directory may run together before they are ended, from a millisecond to 49 days. Default null: as long as <see cref="ExecutionOptions.Timeout"/> says. What
    /// the daemon does next waits for them.
    /// </summary>
    public TimeSpan? Timeout { get; set; }

    /// <summary>The section <c>Lifecycle</c>, with what each setting takes. <see cref="Socket"/> has no key there: it is <c>Docker:Socket</c>.</summary>
    public static SettingSection<LifecycleOptions> Settings { get; } = new("Lifecycle", "Your scripts for the start and stop of the Docker daemon. The server watches the daemon's own socket (`Docker:Socket`), and listens to notifiers over TCP. Without `ScriptDirectory` all of it is disabled.",
    [
        Setting.Text(nameof(ScriptDirectory), SettingType.AbsolutePath, (LifecycleOptions lifecycle) => lifecycle.ScriptDirectory, (lifecycle, value) => lifecycle.ScriptDirectory = value,
            "A directory on the target with the directories `on_start` and `on_stop`. Their executables run in order of name, without arguments. Directories and files must belong to root, and no other user may be able to write them, along the whole path.",
            defaultText: "none: nothing is run, watched or listened to"),
        Setting.Number(nameof(Port), 1, IPEndPoint.MaxPort, (LifecycleOptions lifecycle) => lifecycle.Port, (lifecycle, value) => lifecycle.Port = (int)value,
            "The TCP port for notifiers, which send `start` and `stop`, a line each."),
        Setting.Addresses(nameof(Listen), (LifecycleOptions lifecycle, string[] value) => lifecycle.Listen = value,
            "The addresses to listen on for notifiers, without a port. `bridge` is the address of Docker's default bridge. With it, any container of that bridge can send `stop`. Empty: no notifiers. At most 16.",
            defaultText: $"`{DefaultListen}`"),
        new(nameof(AllowFrom), SettingType.Addresses, "Permitted senders: addresses, networks as CIDR, and `bridge` for the network of Docker's default bridge. At most 256.",
            (reader, key, lifecycle) => lifecycle.AllowFrom = reader.OptionalList(key) ?? lifecycle.AllowFrom) { DefaultText = "`127.0.0.0/8`, `::1` and `bridge`" },
        Setting.Flag(nameof(WatchDaemon), (LifecycleOptions lifecycle) => lifecycle.WatchDaemon, (lifecycle, value) => lifecycle.WatchDaemon = value,
            "Watches the daemon's socket. Otherwise the server looks once, at its start."),
        Setting.Duration(nameof(Timeout), Shortest, CommandSettings.LongestTimeout, (LifecycleOptions lifecycle) => lifecycle.Timeout, (lifecycle, value) => lifecycle.Timeout = value,
            "Maximum run time of all scripts of one directory together. Then they are ended.", "as `Execution:Timeout` says"),
    ]);
}
