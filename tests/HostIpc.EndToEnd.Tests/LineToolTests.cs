using HostIpc.EndToEnd.Tests.TestSupport;

namespace HostIpc.EndToEnd.Tests;

/// <summary>Whoever can write a line to a socket needs no client program. These need an engine on this machine, and the tools.</summary>
public sealed class LineToolTests(DockerEngine engine) : EndToEndTest(engine)
{
    [Theory]
    [InlineData("nc", "echo 'uname -n; echo e' | nc -N -U $SOCKET")]
    [InlineData("nc", "echo 'uname -n; echo e' | nc -U $SOCKET")]
    [InlineData("socat", "echo 'uname -n; echo e' | socat - UNIX-CONNECT:$SOCKET")]
    [InlineData("socat", "printf 'uname -n\\necho e' | socat -t 10 - UNIX-CONNECT:$SOCKET")]
    [InlineData("s6-ipcclient", "echo 'uname -n; echo e' | s6-ipcclient $SOCKET s6-ioconnect")]
    public async Task Line_WhenAToolSendsIt_ThenItGetsTheOutput(string tool, string script)
    {
        Engine.Demand(Programs.Find(tool) is null ? $"no {tool} on PATH" : null);
        await using Scenario scenario = await Scenario.StartAsync(Engine, new ServerOptions { Environment = ["HOSTIPC__Limits__ReceiveTimeout=00:00:02"] });

        ProgramOutput output = await Programs.RunAsync("sh", ["-c", script], new Dictionary<string, string> { ["SOCKET"] = $"{await scenario.MountpointAsync()}/hostipc.sock" });

        output.Text.ShouldBe($"{Scenario.HostName}\ne");
    }
}
