using HostIpc.Admission;
using HostIpc.Configuration.Settings;
using HostIpc.Configuration.Sources;
using HostIpc.Docker;
using HostIpc.Docker.Commands;
using HostIpc.Docker.Lifecycle;
using HostIpc.Execution;
using HostIpc.Hosting;
using HostIpc.Logging;
using HostIpc.Modules;
using HostIpc.Policy;
using HostIpc.Transports.Fifo;
using HostIpc.Transports.Tcp;
using HostIpc.Transports.UnixSocket;
using Microsoft.Extensions.Configuration;

namespace HostIpc.Configuration;

/// <summary>
/// The settings of a HostIpc server, read once and checked as a whole: keys, ranges, the policy, and what does not fit together. Read them from the files of <c>hostipcd</c> with
/// <see cref="Load(TransportModule[])"/>, or from the configuration of an application with <see cref="Read(IConfiguration, TransportModule[])"/>, and give them to <c>services.AddHostIpc(settings)</c>.
/// </summary>
public sealed class HostIpcSettings
{
    // Found when they are asked for, which no start waits for.
    private Lazy<IReadOnlyList<string>> _warnings = new([]);

    private HostIpcSettings(SettingNode source, SettingsOrigin origin, TransportList transports, DockerOptions docker, DockerClient engine) =>
        (Source, Origin, Transports, Docker, Engine) = (source, origin, transports, docker, engine);

    /// <summary>How long, after the server was told to stop, what it had accepted may still run. Key <c>StopTimeout</c>; default 8 seconds; zero to an hour.</summary>
    public TimeSpan StopTimeout => Server.StopTimeout;

    /// <summary>The transports of all modules, also those that are not served.</summary>
    internal TransportList Transports { get; }

    /// <summary>The FIFO; its path is empty for none.</summary>
    internal FifoOptions Fifo => Transports.OptionsOf<FifoOptions>();

    /// <summary>The socket; its path is empty for none.</summary>
    internal UnixSocketOptions UnixSocket => Transports.OptionsOf<UnixSocketOptions>();

    /// <summary>Where TCP is listened for; nowhere where its list is empty.</summary>
    internal TcpOptions Tcp => Transports.OptionsOf<TcpOptions>();

    /// <summary>Whether the client program is put beside the socket.</summary>
    internal bool InstallsClient => Client.Install;

    internal ClientOptions Client { get; } = new();

    /// <summary>The Docker Engine that knows the names of containers; its socket is empty for none.</summary>
    internal DockerOptions Docker { get; }

    /// <summary>The engine that commands and triggers ask; connected to when it is needed.</summary>
    internal DockerClient Engine { get; }

    /// <summary>Which events of the engine run which commands.</summary>
    internal IReadOnlyList<TriggerOptions> Triggers { get; private set; } = [];

    /// <summary>What happens when the Docker daemon starts and stops; nothing where there is no directory of scripts.</summary>
    internal LifecycleOptions Lifecycle { get; } = new();

    /// <summary>The log file, and the format and the bounds of the log on the console; its path is empty for no file.</summary>
    internal FileLogOptions FileLog { get; } = new();

    /// <summary>The log file; null for none.</summary>
    internal FileLogOptions? Log => FileLog.Path.Length > 0 ? FileLog : null;

    internal HostIpcOptions Server { get; } = new();

    /// <summary>Who may run what, and how.</summary>
    internal PolicySettings Policy { get; private set; } = new() { Commands = [] };

    /// <summary>All that was set, as it was set.</summary>
    internal SettingNode Source { get; }

    /// <summary>Where it was read from.</summary>
    internal SettingsOrigin Origin { get; }

    /// <summary>What was probably meant as a setting and is none, a sentence for each.</summary>
    internal IReadOnlyList<string> Warnings => _warnings.Value;

    /// <summary>What the configuration file was before it was read.</summary>
    internal FileLook File { get; private init; }

    /// <summary>
    /// Reads what <c>hostipcd</c> reads: the JSON file that the variable <c>HOSTIPC_CONFIG</c> names (default <c>/etc/hostipc/hostipc.json</c>, which may be absent), then the variables
    /// <c>HOSTIPC__Section__Key</c>, then <c>NAMED_PIPE</c>, <c>LOG</c> and <c>MAX_LOG_LINES</c>. Later wins.
    /// </summary>
    /// <param name="modules">The transports that are added to <c>Fifo</c>, <c>UnixSocket</c> and <c>Tcp</c>, each with a section of its own.</param>
    /// <exception cref="SettingsException">A key is unknown, a value is out of range, or the file cannot be read. The message has a line for each fault.</exception>
    /// <exception cref="ArgumentException">The section of a module has no name, or that of another section.</exception>
    public static HostIpcSettings Load(params TransportModule[] modules) => Load(ServerFileOrigin.Instance, modules: TransportList.WithBuiltIn(modules));

    /// <summary>
    /// Reads a section of an application's configuration. It takes all keys of <c>hostipc.json</c>, with the same checks. A transport is served where its section is present:
    /// <c>Fifo</c>, <c>UnixSocket</c>, <c>Tcp</c>, and those of <paramref name="modules"/>.
    /// </summary>
    /// <param name="configuration">The section, such as <c>configuration.GetSection("HostIpc")</c>.</param>
    /// <param name="modules">The transports that are added to the built-in ones, each with a section of its own.</param>
    /// <exception cref="SettingsException">A key is unknown or a value is out of range. The message has a line for each fault, with the key and where it was set.</exception>
    /// <exception cref="ArgumentException">The section of a module has no name, or that of another section.</exception>
    public static HostIpcSettings Read(IConfiguration configuration, params TransportModule[] modules)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return Load(new ConfigurationOrigin(configuration, root: null), modules: TransportList.WithBuiltIn(modules));
    }

    /// <param name="origin">Where they are.</param>
    /// <param name="running">Those that the server was started with, where it runs: what only a start reads is theirs.</param>
    /// <param name="policy">The policy that is in force, where the server runs.</param>
    /// <param name="mustExist">Whether an origin that may be absent must be there too.</param>
    /// <param name="modules">The transports; null for those that the server was started with, else the built-in ones.</param>
    /// <exception cref="SettingsException">A key is unknown, a value is out of range, or the file cannot be read.</exception>
    internal static HostIpcSettings Load(SettingsOrigin origin, HostIpcSettings? running = null, PolicySettings? policy = null, bool mustExist = false, IReadOnlyList<TransportModule>? modules = null)
    {
        FileLook file = origin.Look();
        var reader = new SettingsReader(origin.Read(mustExist));
        HostIpcSettings settings = Read(reader, file, running, policy, origin, modules);
        settings._warnings = new Lazy<IReadOnlyList<string>>(() => [.. origin.FindStrays([.. reader.Known])]);
        return settings;
    }

    /// <exception cref="SettingsException">A key is unknown, or a value is out of range.</exception>
    internal static HostIpcSettings Read(SettingsReader reader, FileLook file = default, HostIpcSettings? running = null, PolicySettings? policy = null, SettingsOrigin? origin = null, IReadOnlyList<TransportModule>? modules = null)
    {
        DockerOptions docker = DockerReader.Read(reader);
        origin ??= ServerFileOrigin.Instance;
        var transports = TransportList.Read(reader, modules ?? running?.Transports.Modules ?? TransportList.BuiltIn, origin.IsServerProgram);
        var settings = new HostIpcSettings(reader.Root, origin, transports, docker, running?.Engine ?? DockerReader.Connect(docker)) { File = file };
        reader.Ignore("$schema");
        ClientOptions.Settings.Read(reader, settings.Client);
        LifecycleReader.Read(reader, settings.Lifecycle);
        FileLogOptions.Settings.Read(reader, settings.FileLog);
        reader.AddErrors(FileLogOptions.Settings.FindFaults(settings.FileLog));
        settings.CheckPaths(reader);
        transports.CheckAddresses(reader, settings.Lifecycle);
        settings.ReadServer(reader);
        settings.ReadPolicy(reader, policy);
        settings.ReadTriggers(reader, isRunning: running is not null);
        reader.ThrowIfWrong();
        return settings;
    }

    private void ReadServer(SettingsReader reader)
    {
        ExecutionOptions.Settings.Read(reader, Server.Execution);
        HostIpcOptions.Settings.Read(reader, Server);
        LimitOptions.Settings.Read(reader, Server.Limits);
        reader.AddErrors(HostIpcOptionsValidator.FindFaults(Server));
    }

    // One would take the other's place, or move it aside.
    private void CheckPaths(SettingsReader reader)
    {
        bool hasClient = InstallsClient && UnixSocket.Path is ['/', _, ..] && (Origin.IsServerProgram || ClientFile.IsThere);
        string client = hasClient ? ClientFile.PathBeside(UnixSocket.Path) : "";
        (string Key, string Path)[] paths = [("the path of the client program (Client:Install)", client), .. Transports.Files, ("Log:Path", FileLog.Path)];
        (string Key, string Path)[] set = [.. paths.Where(path => path.Path.StartsWith('/') && !path.Path.Contains('\0', StringComparison.Ordinal))];
        for (int i = 1; i < set.Length; i++)
        {
            if (set.Take(i).FirstOrDefault(other => Path.GetFullPath(other.Path) == Path.GetFullPath(set[i].Path)) is { Key: { } key })
            {
                reader.AddError(set[i].Key, $"is \"{set[i].Path}\", which is {key} too; another path is wanted");
            }
        }
    }

    private void ReadPolicy(SettingsReader reader, PolicySettings? previous)
    {
        Policy = PolicyReader.Read(reader, Engine, previous, Origin);
        Server.AllowShell = Policy.OpensShell;
        Server.PolicyMode = Policy.Mode;
        foreach (AllowRuleOptions rule in Policy.ShellAllow)
        {
            Server.ShellAllow.Add(rule);
        }
    }

    // Commands that go away while the server runs are refused when their events come.
    private void ReadTriggers(SettingsReader reader, bool isRunning)
    {
        Triggers = TriggerReader.Read(reader);
        if (!isRunning)
        {
            TriggerReader.CheckCommands(reader, Triggers, Policy);
        }

        bool asksEngine = Triggers.Count > 0 || Policy.Commands.Any(command => command is DockerCommand);
        if (asksEngine && reader.Root.Find(DockerReader.SocketKey) is not null && Docker.Socket.Length == 0)
        {
            reader.AddError(DockerReader.SocketKey, "is empty, so that no engine is asked, but there are Docker commands or Triggers; its path is wanted, or no such key");
        }
    }
}
