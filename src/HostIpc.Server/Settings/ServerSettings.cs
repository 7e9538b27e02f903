using HostIpc.Docker;
using HostIpc.Docker.Commands;
using HostIpc.Docker.Lifecycle;
using HostIpc.Execution;
using HostIpc.Hosting;
using HostIpc.Logging;
using HostIpc.Policy;
using HostIpc.Transports.Fifo;
using HostIpc.Transports.Tcp;
using HostIpc.Transports.UnixSocket;

namespace HostIpc.Server.Settings;

/// <summary>The settings of <c>hostipcd</c>, read once and checked, in the plain options of the parts they are for.</summary>
internal sealed class ServerSettings
{
    private const string SocketName = "hostipc.sock";

    private ServerSettings()
    {
    }

    public FifoOptions Fifo { get; } = new();

    /// <summary>The socket; its path is empty for none.</summary>
    public UnixSocketOptions UnixSocket { get; } = new();

    /// <summary>Where TCP is listened for; nowhere where its list is empty.</summary>
    public TcpOptions Tcp { get; private set; } = new();

    /// <summary>Whether the client program is put beside the socket.</summary>
    public bool InstallsClient { get; private set; }

    /// <summary>The Docker Engine that knows the names of containers; its socket is empty for none.</summary>
    public required DockerOptions Docker { get; init; }

    /// <summary>The engine that commands and triggers ask; connected to when it is needed.</summary>
    public required DockerClient Engine { get; init; }

    /// <summary>Which events of the engine run which commands.</summary>
    public IReadOnlyList<TriggerOptions> Triggers { get; private set; } = [];

    /// <summary>What happens when the Docker daemon starts and stops; nothing where there is no directory of scripts.</summary>
    public LifecycleOptions Lifecycle { get; private set; } = new();

    /// <summary>The log's format, on the console and in the file.</summary>
    public LogFormat LogFormat { get; private set; }

    /// <summary>How long commands may wait for the log, on the console and in the file.</summary>
    public TimeSpan LogWriteTimeout { get; private set; }

    /// <summary>The log file; null for none.</summary>
    public FileLogOptions? Log { get; private set; }

    public HostIpcOptions Server { get; } = new();

    /// <summary>Who may run what, and how.</summary>
    public PolicySettings Policy { get; private set; } = new() { Commands = [] };

    /// <summary>All that was set, as it was set.</summary>
    public required SettingNode Source { get; init; }

    /// <summary>What was probably meant as a setting and is none, a sentence for each.</summary>
    public IReadOnlyList<string> Warnings { get; private set; } = [];

    /// <summary>What the configuration file was before it was read.</summary>
    public FileLook File { get; private init; }

    /// <param name="running">Those that the server was started with, where it runs: what only a start reads is theirs.</param>
    /// <param name="policy">The policy that is in force, where the server runs.</param>
    /// <param name="mustHaveFile">Whether the default file must exist too.</param>
    /// <exception cref="SettingsException">A key is unknown, a value is out of range, or the file cannot be read.</exception>
    public static ServerSettings Load(ServerSettings? running = null, PolicySettings? policy = null, bool mustHaveFile = false)
    {
        FileLook file = FileLook.At(SettingsFile.Path);
        var reader = new SettingsReader(SettingsSources.Load(mustHaveFile));
        ServerSettings settings = Read(reader, file, running, policy);
        settings.Warnings = [.. StrayVariables.Find(Environment.GetEnvironmentVariables().Keys.Cast<string>(), [.. reader.Known])];
        return settings;
    }

    /// <exception cref="SettingsException">A key is unknown, or a value is out of range.</exception>
    public static ServerSettings Read(SettingsReader reader, FileLook file = default, ServerSettings? running = null, PolicySettings? policy = null)
    {
        DockerOptions docker = DockerReader.Read(reader);
        var settings = new ServerSettings { Source = reader.Root, File = file, Docker = docker, Engine = running?.Engine ?? DockerReader.Connect(docker) };
        reader.Ignore("$schema");
        settings.ReadFifo(reader);
        settings.ReadUnixSocket(reader);
        settings.Tcp = TcpReader.Read(reader);
        settings.Lifecycle = LifecycleReader.Read(reader);
        settings.ReadLog(reader);
        settings.CheckPaths(reader);
        settings.ReadServer(reader);
        settings.ReadPolicy(reader, policy);
        settings.ReadTriggers(reader, isRunning: running is not null);
        reader.ThrowIfWrong();
        return settings;
    }

    private void ReadFifo(SettingsReader reader)
    {
        Fifo.Path = FilePath(reader, "Fifo:Path", Fifo.Path);
        Fifo.Mode = reader.Mode("Fifo:Mode", Fifo.Mode);
        Fifo.Concurrency = reader.Number("Fifo:Concurrency", Fifo.Concurrency, 1, FifoOptions.MaxConcurrency);
        Fifo.RequireLineFeed = reader.Flag("Fifo:RequireLineFeed") ?? Fifo.RequireLineFeed;
    }

    private void ReadUnixSocket(SettingsReader reader)
    {
        string beside = Path.GetDirectoryName(Fifo.Path) is { Length: > 0 } directory ? Path.Combine(directory, SocketName) : UnixSocket.Path;
        UnixSocket.Path = FilePath(reader, "UnixSocket:Path", beside);
        UnixSocket.Mode = reader.Mode("UnixSocket:Mode", UnixSocket.Mode);
        InstallsClient = reader.Flag("Client:Install") ?? true;
    }

    private void ReadLog(SettingsReader reader)
    {
        string path = FilePath(reader, "Log:Path", "");
        LogFormat = reader.Choice("Log:Format", LogFormat.Text);
        var log = new FileLogOptions { Path = path, Format = LogFormat };
        log.MaxLines = reader.Number("Log:MaxLines", log.MaxLines, FileLogOptions.SmallestMaxLines, FileLogOptions.LargestMaxLines);
        log.MaxBytes = reader.Number("Log:MaxBytes", log.MaxBytes, FileLogOptions.SmallestMaxBytes, FileLogOptions.LargestMaxBytes);
        log.WriteTimeout = reader.Duration("Log:WriteTimeout", log.WriteTimeout)!.Value;
        if (log.WriteTimeout < FileLogOptions.ShortestWriteTimeout || log.WriteTimeout > FileLogOptions.LongestWriteTimeout)
        {
            reader.Complain("Log:WriteTimeout", $"is {log.WriteTimeout}; {FileLogOptions.ShortestWriteTimeout} to {FileLogOptions.LongestWriteTimeout} is wanted");
        }

        LogWriteTimeout = log.WriteTimeout;
        Log = path.Length > 0 ? log : null;
    }

    // One would take the other's place, or move it aside.
    private void CheckPaths(SettingsReader reader)
    {
        (string Key, string Path)[] paths = [("Fifo:Path", Fifo.Path), ("UnixSocket:Path", UnixSocket.Path), ("Log:Path", Log?.Path ?? "")];
        (string Key, string Path)[] set = [.. paths.Where(path => path.Path.StartsWith('/') && !path.Path.Contains('\0', StringComparison.Ordinal))];
        for (int i = 1; i < set.Length; i++)
        {
            if (set.Take(i).FirstOrDefault(other => Path.GetFullPath(other.Path) == Path.GetFullPath(set[i].Path)) is { Key: { } key })
            {
                reader.Complain(set[i].Key, $"is \"{set[i].Path}\", which is {key} too; another path is wanted");
            }
        }
    }

    private void ReadServer(SettingsReader reader)
    {
        ExecutionOptions execution = Server.Execution;
        execution.Target = reader.Choice("Execution:Target", execution.Target);
        execution.Shell = FilePath(reader, "Execution:Shell", execution.Shell);
        execution.Path = reader.Text("Execution:Path", execution.Path);
        execution.Timeout = reader.Duration("Execution:Timeout", execution.Timeout);
        execution.StoppedTimeout = reader.Duration("Execution:StoppedTimeout", execution.StoppedTimeout)!.Value;
        execution.KillGrace = reader.Duration("Execution:KillGrace", execution.KillGrace)!.Value;
        Server.StopTimeout = reader.Duration("StopTimeout", Server.StopTimeout)!.Value;

        LimitOptions limits = Server.Limits;
        limits.MaxLineBytes = reader.Number("Limits:MaxLineBytes", limits.MaxLineBytes, LimitOptions.MinLineBytes, LimitOptions.MaxMaxLineBytes);
        limits.MaxConcurrentCommands = reader.Number("Limits:MaxConcurrentCommands", limits.MaxConcurrentCommands, 1, LimitOptions.Most);
        limits.ReservedCommands = reader.Number("Limits:ReservedCommands", limits.ReservedCommands, 0, LimitOptions.Most);
        limits.MaxConnections = reader.Number("Limits:MaxConnections", limits.MaxConnections, 1, LimitOptions.Most);
        limits.ReservedConnections = reader.Number("Limits:ReservedConnections", limits.ReservedConnections, 0, LimitOptions.Most);
        limits.MaxRequestBytes = reader.Number("Limits:MaxRequestBytes", limits.MaxRequestBytes, LimitOptions.MinRequestBytes, LimitOptions.MaxMaxRequestBytes);
        limits.MaxLoggedOutput = reader.Number("Limits:MaxLoggedOutput", limits.MaxLoggedOutput, 0, LimitOptions.MaxMaxLoggedOutput);
        limits.MaxLoggedRefusals = reader.Number("Limits:MaxLoggedRefusals", limits.MaxLoggedRefusals, 1, LimitOptions.MaxMaxLoggedRefusals);
        limits.MaxUnreadBytes = reader.Number("Limits:MaxUnreadBytes", limits.MaxUnreadBytes, LimitOptions.MinUnreadBytes, LimitOptions.MaxMaxUnreadBytes);
        limits.MaxUnreadBytesPerPeer = reader.Number("Limits:MaxUnreadBytesPerPeer", limits.MaxUnreadBytesPerPeer, LimitOptions.MinUnreadBytes, LimitOptions.MaxMaxUnreadBytes);
        limits.MaxBackgroundOutputs = reader.Number("Limits:MaxBackgroundOutputs", limits.MaxBackgroundOutputs, 0, LimitOptions.Most);
        limits.MaxBackgroundOutputBytes = reader.Number("Limits:MaxBackgroundOutputBytes", limits.MaxBackgroundOutputBytes, 0, LimitOptions.MaxMaxBackgroundOutputBytes);
        limits.BackgroundOutputTimeout = reader.Duration("Limits:BackgroundOutputTimeout", limits.BackgroundOutputTimeout)!.Value;
        limits.ReceiveTimeout = reader.Duration("Limits:ReceiveTimeout", limits.ReceiveTimeout)!.Value;
        limits.IdleTimeout = reader.Duration("Limits:IdleTimeout", limits.IdleTimeout)!.Value;
        foreach (string failure in new HostIpcOptionsValidator().Validate(null, Server).Failures ?? [])
        {
            reader.Complain(failure[..failure.IndexOf(' ', StringComparison.Ordinal)], failure[(failure.IndexOf(' ', StringComparison.Ordinal) + 1)..]);
        }
    }

    private void ReadPolicy(SettingsReader reader, PolicySettings? previous)
    {
        Policy = PolicyReader.Read(reader, Engine, previous);
        Server.AllowShell = Policy.OpensShell;
        Server.PolicyMode = Policy.Mode;
        foreach (AllowRule rule in Policy.ShellAllow)
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

        bool asksEngine = Triggers.Count > 0 || Policy.Commands.Any(command => command.Section is DockerCommand);
        if (asksEngine && reader.Root.Find(DockerReader.SocketKey) is not null && Docker.Socket.Length == 0)
        {
            reader.Complain(DockerReader.SocketKey, "is empty, so that no engine is asked, but there are Docker commands or Triggers; its path is wanted, or no such key");
        }
    }

    // Relative to what, when the server runs in a container and commands on its host?
    internal static string FilePath(SettingsReader reader, string key, string otherwise)
    {
        string path = reader.Text(key, otherwise);
        if (path.Length > 0 && (!path.StartsWith('/') || Path.GetFileName(path) is "" or "." or ".."))
        {
            reader.Complain(key, $"is \"{path}\"; the absolute path of a file is wanted");
        }

        return path;
    }
}
