using HostIpc.Server;

namespace HostIpc.Configuration.Settings;

/// <summary>Where the engine is asked for containers.</summary>
public sealed class DockerSettingsTests
{
    private const string Run = "$SERVER & until [ -p $NAMED_PIPE ]; do sleep 0.05; done; echo 'echo hi' > $NAMED_PIPE; "
        + "for i in $(seq 200); do grep -q exit $LOG && break; sleep 0.05; done; kill $!; wait $!";

    [Theory]
    [InlineData("docker.sock", "Docker:Socket is \"docker.sock\"; the absolute path of a socket, unix:///path or tcp://host:port is wanted (set in HOSTIPC__Docker__Socket)")]
    [InlineData("tcp://127.0.0.1", "Docker:Socket is \"tcp://127.0.0.1\"; a name or address and a port are wanted, as in tcp://127.0.0.1:2375 or tcp://[::1]:2375")]
    [InlineData("https://127.0.0.1:1", "Docker:Socket is \"https://127.0.0.1:1\"; TLS is not supported")]
    [InlineData("unix://docker.sock", "Docker:Socket is \"unix://docker.sock\"; its path has to be absolute")]
    [InlineData("/run/", "Docker:Socket is \"/run/\"; the absolute path of a file is wanted")]
    [InlineData("/x012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890", "Docker:Socket has 113 bytes; a path of at most 107 is wanted")]
    public async Task Socket_WhenItCannotBeOne_ThenTheServerSaysSoAndExits78(string value, string expected)
    {
        using var server = new ServerProcess();
        server.Environment["HOSTIPC__Docker__Socket"] = value;
        (int exitCode, string output) = await server.RunAsync("exec $SERVER");
        output.ShouldContain(expected);
        exitCode.ShouldBe(78);
    }

    [Fact]
    public async Task Socket_WhenItIsSetAndNotThere_ThenTheServerWarnsAndServes()
    {
        using var server = new ServerProcess();
        server.Environment["HOSTIPC__Docker__Socket"] = $"{server.Path}/docker.sock";
        (int exitCode, string output) = await server.RunAsync(Run);
        output.ShouldContain($"There is no {server.Path}/docker.sock (Docker:Socket)");
        server.Log.ShouldContain("> hi");
        exitCode.ShouldBe(0, output);
    }

    [Theory]
    [InlineData("unix:///run/x.sock", "/run/x.sock")]
    [InlineData("/run/x.sock", "/run/x.sock")]
    [InlineData("tcp://127.0.0.1:2375", "tcp://127.0.0.1:2375")]
    public void Socket_WhenItHasAScheme_ThenItIsTheSamePlaceForAll(string value, string expected)
    {
        HostIpcSettings settings = Given.Settings($$"""{ "Docker": { "Socket": "{{value}}" } }""");
        (settings.Docker.Socket, settings.Lifecycle.Socket).ShouldBe((expected, expected));
        settings.Engine.Endpoint.ShouldBe(expected.StartsWith('/') ? $"unix://{expected}" : expected);
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    public async Task Socket_WhenItIsEmptyOrNothingIsAtTheUsualPlace_ThenThereIsNoWarning(string? value)
    {
        using var server = new ServerProcess();
        if (value is not null)
        {
            server.Environment["HOSTIPC__Docker__Socket"] = value;
        }

        (int exitCode, string output) = await server.RunAsync(Run);
        output.ShouldNotContain("Docker:Socket");
        exitCode.ShouldBe(0, output);
    }
}
