namespace HostIpc.EndToEnd.Tests.TestSupport;

/// <summary>
/// The Docker Engine of these tests and the images they need: the one of DOCKER_HOST, else of the default socket, else, as root, a private
/// one. Without one the tests fail. HOSTIPC_NATIVE names a folder with a hostipcd that was published already.
/// </summary>
public sealed class DockerEngine : IAsyncLifetime
{
    private const string DefaultSocket = "/var/run/docker.sock";

    private readonly string _id = Unique.Name("image");
    private readonly string _published = TemporaryDirectories.Create("hostipc-e2e-native-").FullName;
    private PrivateDaemon? _daemon;
    private Docker? _docker;
    private string? _reason;

    /// <summary>The image under test.</summary>
    internal string ServerImage => $"hostipc-e2e:{_id}";

    /// <summary>The image under test and busybox in it.</summary>
    internal string ServerWithShellImage => $"hostipc-e2e-shell:{_id}";

    /// <summary>Busybox alone. Clients and the host are made of it.</summary>
    internal string BusyboxImage => $"hostipc-e2e-busybox:{_id}";

    /// <summary>An image with one file in it that nobody can run.</summary>
    internal string EmptyImage => $"hostipc-e2e-empty:{_id}";

    internal Docker Docker => _docker!;

    /// <summary>Whether there is none; a test's <see cref="Demand"/> says why.</summary>
    internal bool IsMissing => _reason is not null;

    /// <summary>A folder with the native programs that the image under test was made of.</summary>
    internal string Native { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        if (!Requirement.IsRequired)
        {
            return;
        }

        try
        {
            string busybox = Programs.Find("busybox") ?? throw new UnavailableException("no busybox on PATH to make the clients' image of (Debian: busybox-static)");
            _docker = await FindEngineAsync();
            await BuildAsync(busybox);
        }
        catch (UnavailableException e)
        {
            _reason = $"The end-to-end tests need a Docker Engine and what builds the images: {e.Message}";
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_docker is not null)
        {
            await _docker.RunAsync("image", "rm", "--force", ServerWithShellImage, ServerImage, BusyboxImage, EmptyImage);
        }

        if (_daemon is not null)
        {
            await _daemon.DisposeAsync();
        }

        Directory.Delete(_published, recursive: true);
    }

    /// <summary>Skips the test that calls it where end-to-end tests are not asked for. Fails it where there is no engine.</summary>
    internal void Demand(string? alsoMissing = null) => Requirement.Demand(_reason ?? alsoMissing);

    private async Task<Docker> FindEngineAsync()
    {
        if (Programs.Find("docker") is null)
        {
            throw new UnavailableException("no docker on PATH (Debian: docker.io)");
        }

        if (Environment.GetEnvironmentVariable("DOCKER_HOST") is { Length: > 0 } host)
        {
            var named = new Docker(host);
            return await named.AnswersAsync() ? named : throw new UnavailableException($"nobody answers at DOCKER_HOST, {host}");
        }

        var usual = new Docker($"unix://{DefaultSocket}");
        if (File.Exists(DefaultSocket) && await usual.AnswersAsync())
        {
            return usual;
        }

        if (!Environment.IsPrivilegedProcess || Programs.Find("dockerd") is not { } dockerd)
        {
            throw new UnavailableException($"nobody answers at {DefaultSocket}, and a private dockerd takes root and one on PATH");
        }

        _daemon = new PrivateDaemon(dockerd, TemporaryDirectories.Create("hostipc-e2e-").FullName);
        await _daemon.StartAsync();
        return _daemon.Docker;
    }

    private async Task BuildAsync(string busybox)
    {
        string directory = TemporaryDirectories.Create("hostipc-e2e-build-").FullName;
        try
        {
            File.Copy(busybox, $"{directory}/busybox");
            const string install = "COPY busybox /bin/busybox\nRUN [\"/bin/busybox\", \"--install\", \"-s\", \"/bin\"]\n";
            await BuildAsync(BusyboxImage, directory, $"FROM scratch\n{install}RUN mkdir -p /tmp /root /usr/local/bin\n", "is the busybox on PATH a static one (Debian: busybox-static)?");

            await BuildAsync(EmptyImage, directory, "FROM scratch\nCOPY Dockerfile /nothing\n", "an image with nothing in it");

            Native = Environment.GetEnvironmentVariable("HOSTIPC_NATIVE") is { Length: > 0 } published ? Path.GetFullPath(published) : await PublishAsync(_published);
            ProgramOutput built = await Docker.RunAsync("build", "--quiet", "--tag", ServerImage, "--file", $"{RepositoryRoot.Path}/src/HostIpc.Server/Dockerfile", Native);
            built.ExitCode.ShouldBe(0, built.All);
            await BuildAsync(ServerWithShellImage, directory, $"FROM {ServerImage}\n{install}", "the image with a shell");
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private async Task BuildAsync(string tag, string directory, string dockerfile, string hint)
    {
        await File.WriteAllTextAsync($"{directory}/Dockerfile", dockerfile);
        ProgramOutput built = await Docker.RunAsync("build", "--quiet", "--network", "none", "--tag", tag, directory);
        if (built.ExitCode != 0)
        {
            throw new UnavailableException($"{hint} {built.Error.Trim().Split('\n').Last()}");
        }
    }

    private static async Task<string> PublishAsync(string directory)
    {
        if (Programs.Find("gcc") is null)
        {
            throw new UnavailableException("no gcc on PATH to publish the native server with (Debian: gcc zlib1g-dev), and HOSTIPC_NATIVE names none");
        }

        string native = $"{directory}/native";
        ProgramOutput published = await Programs.RunAsync($"{RepositoryRoot.Path}/eng/publish-native", [native], bound: TimeSpan.FromMinutes(8));
        published.ExitCode.ShouldBe(0, published.All);
        return native;
    }
}
