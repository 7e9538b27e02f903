namespace HostIpc.Docker;

/// <summary>A container to be made. Its image has to be there: it is not pulled.</summary>
public sealed class ContainerCreation
{
    /// <summary>Makes one of an image.</summary>
    /// <param name="image">The image: <c>registry.example/web:1.2</c>, or its id.</param>
    public ContainerCreation(string image)
    {
        ArgumentException.ThrowIfNullOrEmpty(image);
        Image = image;
    }

    /// <summary>The image.</summary>
    public string Image { get; }

    /// <summary>Its name: at least two of letters, digits, <c>_</c>, <c>.</c> and <c>-</c>. Default null: the engine makes one up.</summary>
    public string? Name { get; set; }

    /// <summary>The command, or the arguments of the entry point. Default null: the image's.</summary>
    public IReadOnlyList<string>? Command { get; set; }

    /// <summary>The entry point. Default null: the image's.</summary>
    public IReadOnlyList<string>? EntryPoint { get; set; }

    /// <summary>Variables besides those of the image.</summary>
    public IDictionary<string, string> Environment { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Labels besides those of the image.</summary>
    public IDictionary<string, string> Labels { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The working directory. Default null: the image's.</summary>
    public string? WorkingDirectory { get; set; }

    /// <summary>The user: <c>name</c>, <c>uid</c>, <c>name:group</c> or <c>uid:gid</c>. Default null: the image's.</summary>
    public string? User { get; set; }

    /// <summary>The host name. Default null: the first twelve digits of the id.</summary>
    public string? HostName { get; set; }

    /// <summary>The signal that stops it: <c>SIGTERM</c>. Default null: the image's.</summary>
    public string? StopSignal { get; set; }

    /// <summary>Whether it has a terminal. Default false.</summary>
    public bool HasTerminal { get; set; }

    /// <summary>Whether it has an input, which is open until the first who attached to it has gone. Default false.</summary>
    public bool HasInput { get; set; }

    /// <summary>What of the host is mounted: <c>/host/path:/container/path</c> or <c>volume:/path</c>, each with <c>:ro</c> and so on behind it.</summary>
    public IList<string> Binds { get; } = [];

    /// <summary>The network: <c>bridge</c>, <c>host</c>, <c>none</c>, <c>container:name</c> or the name of a user-defined one. Default null: the engine's.</summary>
    public string? NetworkMode { get; set; }

    /// <summary>
    /// Ports that are reached from outside: <c>8080:80</c>, <c>127.0.0.1:8080:80/udp</c>, <c>[::1]::80</c>; without an address on all of the host's, without a port of the host on any that is free.
    /// </summary>
    public IList<string> Ports { get; } = [];

    /// <summary>Names besides those that the network knows: <c>host.docker.internal:host-gateway</c>.</summary>
    public IList<string> ExtraHosts { get; } = [];

    /// <summary>The pid namespace: <c>host</c> or <c>container:name</c>. Default null: one of its own.</summary>
    public string? ProcessMode { get; set; }

    /// <summary>Whether and when it is started again. Default <see cref="RestartPolicy.No"/>.</summary>
    public RestartPolicy RestartPolicy { get; set; }

    /// <summary>How often <see cref="RestartPolicy.OnFailure"/> starts it again. Default 0: without end.</summary>
    public int MaximumRetryCount { get; set; }

    /// <summary>Whether it is removed when it has ended. Default false.</summary>
    public bool RemovesItself { get; set; }

    /// <summary>Whether the engine puts an init process into it that waits for orphans. Default false.</summary>
    public bool HasInit { get; set; }

    /// <summary>Whether its root file system cannot be written to. Default false.</summary>
    public bool IsReadOnly { get; set; }

    /// <summary>Whether it has every capability and device. Default false. It is as good as root on the host then.</summary>
    public bool IsPrivileged { get; set; }

    /// <summary>Capabilities besides the usual: <c>SYS_ADMIN</c>.</summary>
    public IList<string> AddedCapabilities { get; } = [];

    /// <summary>Usual capabilities that it does not have; <c>ALL</c> for none.</summary>
    public IList<string> DroppedCapabilities { get; } = [];

    /// <summary>Security options: <c>no-new-privileges</c>, <c>apparmor=unconfined</c>.</summary>
    public IList<string> SecurityOptions { get; } = [];

    /// <summary>The most memory that it may take, in bytes. Default 0: no bound.</summary>
    public long MemoryLimit { get; set; }
}
