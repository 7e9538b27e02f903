namespace HostIpc.EndToEnd.Tests.TestSupport;

/// <summary>
/// A host with a Docker Engine that can be stopped, killed and started again, with its default bridge and networks of users, all in a network namespace of its own: what
/// runs there by <see cref="StartServerAsync"/> is on the host as its containers see it.
/// </summary>
internal sealed class BridgedHost : IAsyncDisposable
{
    public const string BusyboxImage = "busybox";
    public const string HostIpcImage = "hostipc";

    private readonly NetworkNamespace _network;
    private readonly string _native;
    private readonly List<HostServer> _servers = [];

    private BridgedHost(string directory, NetworkNamespace network, PrivateDaemon daemon, string native)
    {
        Directory = directory;
        _network = network;
        Daemon = daemon;
        _native = native;
    }

    /// <summary>Its own, with a short path, removed at the end.</summary>
    public string Directory { get; }

    public PrivateDaemon Daemon { get; }

    public Docker Docker => Daemon.Docker;

    /// <summary>The folder of the native programs hostipcd and hostipc, for what runs on the host.</summary>
    public string Native => _native;

    /// <summary>The host, its engine started and holding the images <see cref="BusyboxImage"/> and <see cref="HostIpcImage"/>.</summary>
    public static async Task<BridgedHost> CreateAsync(DockerEngine engine)
    {
        engine.Demand(!Environment.IsPrivilegedProcess ? "A daemon with a network of its own takes root." : Programs.Find("dockerd") is null ? "no dockerd on PATH (Debian: docker.io)" : null);
        string directory = TemporaryDirectories.Create("hostipc-e2e-").FullName;
        NetworkNamespace network = await NetworkNamespace.CreateAsync(directory);
        var host = new BridgedHost(directory, network, new PrivateDaemon(Programs.Find("dockerd")!, directory, network), engine.Native);
        try
        {
            await host.Daemon.StartAsync();
            string images = $"{directory}/images.tar";
            await engine.Docker.GetAsync("save", "--output", images, engine.BusyboxImage, engine.ServerImage);
            await host.Docker.GetAsync("load", "--input", images);
            await host.Docker.GetAsync("tag", engine.BusyboxImage, BusyboxImage);
            await host.Docker.GetAsync("tag", engine.ServerImage, HostIpcImage);
            File.Delete(images);
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs a program on the host, in its network.</summary>
    public Task<ProgramOutput> RunAsync(string program, params string[] arguments) => Programs.RunAsync(_network.Enter[0], [.. _network.Enter[1..], program, .. arguments]);

    /// <summary>Starts hostipcd on the host, in its network, and waits until it answers.</summary>
    /// <param name="settings">The configuration file; its FIFO, socket and log are in a directory of its own, and the engine is this host's.</param>
    /// <param name="environment">Further variables, each <c>NAME=VALUE</c>.</param>
    public async Task<HostServer> StartServerAsync(string settings = "{}", params string[] environment)
    {
        var server = new HostServer($"{Directory}/server{_servers.Count}", _network, _native, Daemon.Socket);
        _servers.Add(server);
        await server.StartAsync(settings, environment);
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (HostServer server in _servers)
        {
            await server.DisposeAsync();
        }

        await Daemon.DisposeAsync();
    }
}
