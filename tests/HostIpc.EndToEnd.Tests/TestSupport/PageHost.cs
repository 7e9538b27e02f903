namespace HostIpc.EndToEnd.Tests.TestSupport;

/// <summary>
/// A fresh host for a page: a container with process 1, files, network and a Docker Engine of its own, in which the page's commands mean what they mean on a reader's
/// machine. Its engine holds the images of <see cref="PageImages"/>, its <c>/usr/local/bin</c> the stand-ins of StandIns/host/programs, and <c>/root/hostipc</c> the clone that
/// the reader has. All of it is removed at the end.
/// </summary>
internal sealed class PageHost : IAsyncDisposable
{
    /// <summary>The folder of the clone, in which the reader types.</summary>
    public const string Clone = "/root/hostipc";

    /// <summary>What the stand-ins were called with, a line each.</summary>
    public const string Calls = "/var/log/stand-ins";

    /// <summary>Checks the settings in the file that is named behind it.</summary>
    public const string Check = "/opt/page/check";

    private const string Native = "/opt/native";
    private const string Runtime = "/opt/runtime";
    private const string Script = "/tmp/page.sh";
    private const int StartBound = 30;

    // The engine, which is this machine's: the host has no other programs of this machine. docker-compose is a script for python3 where Debian brought it.
    private static readonly string[] Needed = ["docker", "dockerd", "containerd", "containerd-shim-runc-v2", "runc", "docker-init", "docker-proxy", "docker-compose", "jq", "iptables"];
    private static readonly string[] Libraries = ["/usr/lib", "/usr/lib64"];

    private readonly Docker _docker;
    private readonly string _directory;
    private readonly string _name = Unique.Name("page");

    private PageHost(Docker docker, string directory)
    {
        _docker = docker;
        _directory = directory;
    }

    /// <summary>What a machine lacks for such a host; null where it lacks nothing.</summary>
    public static string? FindMissing() =>
        !Environment.IsPrivilegedProcess ? "A host with an engine of its own takes root."
        : Needed.FirstOrDefault(static program => !Programs.Exists(program)) is { } missing ? $"no {missing} on PATH (Debian: docker.io, docker-compose, jq, iptables)"
        : null;

    /// <summary>Starts it, with its engine.</summary>
    /// <param name="docker">The engine that it is a container of, on this machine.</param>
    /// <param name="image">Its files.</param>
    /// <param name="native">The folder with hostipcd, which checks settings.</param>
    /// <param name="directory">A directory of its own. What its engine has is below it.</param>
    public static async Task<PageHost> StartAsync(Docker docker, string image, string native, string directory)
    {
        var host = new PageHost(docker, directory);
        try
        {
            Directory.CreateDirectory($"{directory}/docker");
            string[] runtime = RuntimeWrapper.WriteWhereNeeded(directory);
            await docker.GetAsync(
            [
                "run", "--detach", "--name", host._name, "--hostname", Scenario.HostName, "--privileged", "--cgroupns", "private", "--network", "none", "--tmpfs", "/run:exec",
                "--volume", $"{directory}/docker:/var/lib/docker", "--volume", $"{directory}:{Runtime}:ro", "--volume", $"{native}:{Native}:ro", .. Mounts(), image,
            ]);
            await host.StartEngineAsync(runtime.Length > 0);
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs a script on the host, and answers what it printed, both streams in one.</summary>
    /// <param name="script">The script.</param>
    /// <param name="seconds">How long it may take. Then it is ended.</param>
    public async Task<string> RunAsync(string script, int seconds)
    {
        _ = (await _docker.RunWithInputAsync(script, "exec", "--interactive", _name, "sh", "-c", $"cat > {Script}")).Text;
        return (await _docker.RunAsync(TimeSpan.FromSeconds(seconds + 10), "exec", "--env", "HOME=/root", _name, "timeout", "-s", "KILL", $"{seconds}", "sh", Script)).All;
    }

    /// <summary>Loads images into its engine.</summary>
    /// <param name="file">What <c>docker save</c> wrote, in the host's directory.</param>
    /// <param name="tags">The names that they get, by the names that they have in the file.</param>
    public async Task LoadAsync(string file, IReadOnlyDictionary<string, string> tags)
    {
        await GetAsync("docker", "load", "--quiet", "--input", $"{Runtime}/{file}");
        foreach ((string tag, string name) in tags)
        {
            await GetAsync("docker", "tag", tag, name);
        }

        await GetAsync(["docker", "image", "rm", .. tags.Keys]);
    }

    /// <summary>Has its engine stop, so that what it has can be copied.</summary>
    public async Task StopEngineAsync() => await GetAsync("sh", "-c", "pid=$(cat /var/run/docker.pid); kill $pid; while kill -0 $pid 2> /dev/null; do sleep 0.1; done");

    public async ValueTask DisposeAsync()
    {
        await _docker.RunAsync("rm", "--force", "--volumes", _name);
        Directory.Delete(_directory, recursive: true);
    }

    private static IEnumerable<string> Mounts()
    {
        foreach (string program in Needed)
        {
            string path = Programs.Find(program)!;
            string folder = program is "dockerd" or "runc" or "docker-proxy" or "iptables" ? "/usr/sbin" : "/usr/bin";
            yield return "--volume";
            yield return $"{Resolve(path)}:{folder}/{program}:ro";
        }

        foreach (string library in Libraries.Append("/usr/bin/python3").Where(static path => Path.Exists(path)))
        {
            yield return "--volume";
            yield return $"{Resolve(library)}:{library}:ro";
        }
    }

    private static string Resolve(string path) => File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;

    private async Task StartEngineAsync(bool hasRuntime)
    {
        string runtime = hasRuntime ? $"--add-runtime wrapper={Runtime}/runtime --default-runtime wrapper" : "";
        await _docker.GetAsync("exec", "--detach", _name, "sh", "-c", $"exec dockerd --iptables=false --ip6tables=false --ip-masq=false {runtime} > /var/log/dockerd.log 2>&1");
        await Eventually.Finds(() => _docker.RunAsync("exec", _name, "docker", "version"), static found => found.ExitCode == 0, StartBound);
    }

    private Task<string> GetAsync(params string[] command) => _docker.GetAsync(["exec", _name, .. command]);
}
