namespace HostIpc.EndToEnd.Tests.TestSupport;

/// <summary>Docker's command-line client, for one engine.</summary>
internal sealed class Docker(string host)
{
    private readonly Dictionary<string, string> _environment = new()
    {
        ["DOCKER_HOST"] = host,

        // The classic builder is in every engine; the other one is a plugin that Debian's client lacks.
        ["DOCKER_BUILDKIT"] = "0",
    };

    public string Host { get; } = host;

    /// <summary>What docker run needs to mount the engine's own socket where programs look for it.</summary>
    public string[] SocketMount => ["--volume", $"{new Uri(Host).AbsolutePath}:/var/run/docker.sock"];

    public Task<ProgramOutput> RunAsync(params string[] arguments) => Programs.RunAsync("docker", arguments, _environment);

    public Task<ProgramOutput> RunAsync(TimeSpan bound, params string[] arguments) => Programs.RunAsync("docker", arguments, _environment, bound: bound);

    public Task<ProgramOutput> RunWithInputAsync(string input, params string[] arguments) => Programs.RunAsync("docker", arguments, _environment, input);

    /// <summary>Runs what has to succeed, and answers its output.</summary>
    public async Task<string> GetAsync(params string[] arguments) => (await RunAsync(arguments)).Text;

    /// <summary>Whether the engine answers.</summary>
    public async Task<bool> AnswersAsync() => (await RunAsync("version", "--format", "{{.Server.Version}}")).ExitCode == 0;

    /// <summary>Docker compose, as a plugin or as a program of its own; null where there is neither.</summary>
    public async Task<ComposeClient?> FindComposeAsync() =>
        (await RunAsync("compose", "version")).ExitCode == 0 ? new ComposeClient("docker", ["compose"], _environment)
        : Programs.Find("docker-compose") is { } program ? new ComposeClient(program, [], _environment)
        : null;
}
