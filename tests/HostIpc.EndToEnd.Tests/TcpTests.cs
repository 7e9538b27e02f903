using System.Text.Json;
using System.Text.RegularExpressions;
using HostIpc.EndToEnd.Tests.TestSupport;

namespace HostIpc.EndToEnd.Tests;

/// <summary>Containers reach their host over TCP, each with the rights of its address, or of its own.</summary>
public sealed class TcpTests(DockerEngine engine) : EndToEndTest(engine)
{
    private const string Bridge = PrivateDaemon.BridgeAddress;
    private const string Port = "47201";

    [Fact]
    public async Task Containers_OnSeveralNetworks_EachRunWhatTheirRulesLetThem()
    {
        await using BridgedHost host = await BridgedHost.CreateAsync(Engine);
        await host.Docker.GetAsync("network", "create", "--subnet", "172.30.0.0/24", "--gateway", "172.30.0.1", "site");
        await host.Docker.GetAsync("network", "create", "--subnet", "172.31.0.0/24", "--gateway", "172.31.0.1", "outside");
        HostServer server = await host.StartServerAsync($$"""
            {
              "Tcp": { "Listen": ["0.0.0.0:{{Port}}"], "AllowFrom": ["bridge", "172.30.0.0/24"] },
              "AllowShell": true,
              "ShellAllow": { "Addresses": ["0.0.0.0/0"] },
              "Commands": {
                "front": { "Run": ["/bin/echo", "front"], "Allow": { "Containers": ["web"] } },
                "site": { "Run": ["/bin/echo", "site"], "Allow": { "Addresses": ["172.30.0.0/24"] } },
                "labelled": { "Run": ["/bin/echo", "labelled"], "Allow": { "Labels": ["role=db"], "Addresses": ["172.30.0.3"] } },
                "default": { "Run": ["/bin/echo", "default"], "Allow": { "Addresses": ["172.29.0.0/16"] } },
                "nobodys": { "Run": ["/bin/echo", "nobodys"] }
              }
            }
            """);
        string web = await StartClientAsync(host, "web", "--network", "site", "--ip", "172.30.0.2");
        string db = await StartClientAsync(host, "db", "--network", "site", "--ip", "172.30.0.3", "--label", "role=db");
        string other = await StartClientAsync(host, "other");
        string outside = await StartClientAsync(host, "far", "--network", "outside");

        (await ListAsync(host, web)).ShouldBe(["front", "site"]);
        (await ListAsync(host, db)).ShouldBe(["labelled", "site"]);
        (await ListAsync(host, other)).ShouldBe(["default"]);
        foreach ((string container, string command) in ((string, string)[])[(web, "front"), (web, "site"), (db, "labelled"), (db, "site"), (other, "default")])
        {
            (await RunAsync(host, container, "run", command)).Text.ShouldBe(command);
        }

        foreach ((string container, string command) in ((string, string)[])[(web, "labelled"), (db, "front"), (other, "front"), (other, "site"), (web, "nobodys"), (web, "/bin/id")])
        {
            (await RunAsync(host, container, "run", command)).ExitCode.ShouldBe(126);
        }

        (await RunAsync(host, web, "run", "-c", "id")).ExitCode.ShouldBe(126);

        // The way lines go, with what any image has.
        (await host.Docker.GetAsync("exec", web, "sh", "-c", $"echo front | nc 172.30.0.1 {Port}")).ShouldBe("front");

        // Not of a network that is let in.
        ProgramOutput refused = await RunAsync(host, outside, "run", "site");
        refused.ExitCode.ShouldBe(125);
        refused.Error.ShouldContain("Tcp:AllowFrom may not include this client's address");
        await Eventually.Finds(server.ReadConsoleAsync, console => console.Contains("A connection from 172.31.0.2 to tcp:0.0.0.0:47201 was closed", StringComparison.Ordinal));

        string log = await server.ReadLogAsync();
        log.ShouldMatch(@"\$ \[tcp container=web address=172\.30\.0\.2:\d+\] front\n");
        log.ShouldMatch(@"\$ \[tcp address=172\.29\.0\.\d+:\d+\] default\n");
        log.ShouldContain("id names no command, and a peer that is known by its address alone is never the shell's");
        (await server.StopAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task Program_InAnImageWithNothingElse_FindsItsHostAndRunsAsIfThere()
    {
        await using BridgedHost host = await BridgedHost.CreateAsync(Engine);
        await host.Docker.GetAsync("network", "create", "--subnet", "172.30.0.0/24", "--gateway", "172.30.0.1", "site");
        HostServer server = await host.StartServerAsync($$"""
            {
              "Tcp": { "Listen": "bridge:{{Port}}", "AllowFrom": "bridge,172.30.0.0/24" },
              "Commands": {
                "leave": { "Run": ["/bin/sh", "-c", "echo out; echo error >&2; exit 7"], "Allow": { "Containers": ["first", "named"] } },
                "count": { "Run": ["/usr/bin/wc", "-c"], "Stdin": true, "Allow": { "Containers": ["*"] } },
                "wait": { "Run": ["/bin/sh", "-c", "trap 'echo told; exit 5' TERM; echo ready; while :; do sleep 0.1; done"], "Allow": { "Containers": ["*"] } }
              }
            }
            """);

        // Right after its start, and by the default gateway, which is the bridge.
        ProgramOutput left = await host.Docker.RunAsync("run", "--rm", "--name", "first", "--entrypoint", "/hostipc", BridgedHost.HostIpcImage, "--endpoint", $"tcp:{Port}", "run", "leave");
        (left.ExitCode, left.Output, left.Error).ShouldBe((7, "out\n", "error\n"));

        // From another network the gateway is another one, where nobody listens; the name leads to the bridge.
        string[] away = ["run", "--rm", "--name", "named", "--network", "site", "--entrypoint", "/hostipc", "--env", $"HOSTIPC_ENDPOINT=tcp:{Port}"];
        ProgramOutput missed = await host.Docker.RunAsync([.. away, BridgedHost.HostIpcImage, "run", "leave"]);
        missed.ExitCode.ShouldBe(125);
        missed.Error.ShouldContain($"nobody listens on 172.30.0.1:{Port}");
        string[] named = [.. away, "--add-host", "host.docker.internal:host-gateway"];
        (await host.Docker.RunAsync([.. named, BridgedHost.HostIpcImage, "run", "leave"])).ExitCode.ShouldBe(7);

        ProgramOutput counted = await host.Docker.RunWithInputAsync(new string('x', 300_000), [.. named, "--interactive", BridgedHost.HostIpcImage, "run", "count"]);
        counted.Text.ShouldBe("300000");

        await host.Docker.GetAsync("run", "--detach", "--name", "waiting", "--entrypoint", "/hostipc", BridgedHost.HostIpcImage, "--endpoint", $"tcp:{Port}", "run", "wait");
        await Eventually.Finds(() => host.Docker.RunAsync("logs", "waiting"), logs => logs.Output == "ready\n");
        await host.Docker.GetAsync("kill", "--signal", "TERM", "waiting");
        (await host.Docker.GetAsync("wait", "waiting")).ShouldBe("5");
        (await host.Docker.RunAsync("logs", "waiting")).Output.ShouldBe("ready\ntold\n");
        (await server.StopAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task Client_ThatGoesAway_HasItsCommandEnded()
    {
        await using BridgedHost host = await BridgedHost.CreateAsync(Engine);
        HostServer server = await host.StartServerAsync($$"""
            {
              "Tcp": { "Listen": "bridge:{{Port}}" },
              "Commands": {
                "silent": { "Run": ["/bin/sleep", "4711"], "Allow": { "Addresses": ["172.29.0.0/16"] } },
                "talking": { "Run": ["/bin/sh", "-c", "while :; do echo x; sleep 0.1; done"], "Allow": { "Addresses": ["172.29.0.0/16"] } }
              }
            }
            """);
        string client = await StartClientAsync(host, "client");

        // A client of frames that is killed, and one whose network is taken away.
        await StartCommandAsync(host, server, client, $"/hostipc --endpoint tcp:{Bridge}:{Port} run silent", 1);
        await host.Docker.GetAsync("exec", client, "sh", "-c", "kill -9 $(pidof hostipc)");
        await WaitForEndAsync(server, 1);
        await StartCommandAsync(host, server, client, $"/hostipc --endpoint tcp:{Bridge}:{Port} run silent", 2);
        await host.Docker.GetAsync("network", "disconnect", "bridge", client);
        await WaitForEndAsync(server, 2);
        await host.Docker.GetAsync("network", "connect", "bridge", client);

        // One that speaks lines, at the next output.
        await StartCommandAsync(host, server, client, $"echo talking | nc {Bridge} {Port}", 3);
        await host.Docker.GetAsync("exec", client, "sh", "-c", "kill -9 $(pidof nc)");
        await WaitForEndAsync(server, 3);
        (await server.StopAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task Container_ThatTakesAnothersAddress_IsNotTakenForIt()
    {
        await using BridgedHost host = await BridgedHost.CreateAsync(Engine);
        await host.Docker.GetAsync("network", "create", "--subnet", "172.30.0.0/24", "--gateway", "172.30.0.1", "site");
        HostServer server = await host.StartServerAsync($$"""
            {
              "Tcp": { "Listen": "0.0.0.0:{{Port}}", "AllowFrom": "172.30.0.0/24" },
              "Commands": {
                "webs": { "Run": ["/bin/echo", "webs"], "Allow": { "Containers": ["web"] } },
                "addresss": { "Run": ["/bin/echo", "addresss"], "Allow": { "Addresses": ["172.30.0.2"] } }
              }
            }
            """);

        // It does not answer when it is asked for its address, as one that is slower than the other.
        await StartClientAsync(host, "web", "--network", "site", "--ip", "172.30.0.2", "--sysctl", "net.ipv4.conf.all.arp_ignore=8");
        string other = await StartClientAsync(host, "other", "--network", "site", "--ip", "172.30.0.3", "--cap-add", "NET_ADMIN");
        await host.Docker.GetAsync("exec", other, "sh", "-c", "ip address flush dev eth0; ip address add 172.30.0.2/24 dev eth0");
        string[] run = ["exec", other, "/hostipc", "--endpoint", $"tcp:172.30.0.1:{Port}", "run"];
        (await host.Docker.GetAsync([.. run, "addresss"])).ShouldBe("addresss");
        (await host.Docker.RunAsync([.. run, "webs"])).ExitCode.ShouldBe(126);
        await Eventually.Finds(server.ReadLogAsync, log => Regex.IsMatch(log, @"\$ \[tcp address=172\.30\.0\.2:\d+\] webs\n"));
        (await server.ReadConsoleAsync()).ShouldContain("is not taken for the container web's, though the engine says that it has the address: it has no such connection");
        (await server.StopAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task Bridge_WhenItComesAndChanges_IsListenedOn()
    {
        await using BridgedHost host = await BridgedHost.CreateAsync(Engine);
        await host.Daemon.StopAsync();
        (await host.RunAsync("ip", "link", "delete", "docker0")).ExitCode.ShouldBe(0);
        HostServer server = await host.StartServerAsync($$"""
            { "Tcp": { "Listen": "bridge:{{Port}}" }, "Commands": { "hello": { "Run": ["/bin/echo", "hello"], "Allow": { "Transports": ["tcp"] } } } }
            """);
        (await server.ReadConsoleAsync()).ShouldContain($"There is no bridge yet (docker0, podman0, cni-podman0) for bridge:{Port}");
        await host.Daemon.StartAsync();
        await Eventually.Finds(server.ReadConsoleAsync, console => console.Contains($"Serving tcp:{Bridge}:{Port}, the address of the bridge", StringComparison.Ordinal));
        string client = await StartClientAsync(host, "client");
        (await RunAsync(host, client, "run", "hello")).Text.ShouldBe("hello");

        await host.RunAsync("ip", "address", "add", "172.28.0.1/16", "dev", "docker0");
        await host.RunAsync("ip", "address", "delete", $"{Bridge}/16", "dev", "docker0");
        await Eventually.Finds(server.ReadConsoleAsync, console => console.Contains($"Serving tcp:172.28.0.1:{Port}, the address of the bridge", StringComparison.Ordinal));
        (await server.StopAsync()).ShouldBe(0);
    }

    // With hostipc, and nothing to do.
    private static async Task<string> StartClientAsync(BridgedHost host, string name, params string[] arguments)
    {
        await host.Docker.GetAsync(["run", "--detach", "--name", name, "--volume", $"{host.Native}/hostipc:/hostipc:ro", .. arguments, BridgedHost.BusyboxImage, "sleep", "1000"]);
        return name;
    }

    private static Task<ProgramOutput> RunAsync(BridgedHost host, string container, params string[] arguments) =>
        host.Docker.RunAsync(["exec", container, "/hostipc", "--endpoint", $"tcp:{Bridge}:{Port}", .. arguments]);

    private static async Task<string[]> ListAsync(BridgedHost host, string container)
    {
        using var listing = JsonDocument.Parse((await RunAsync(host, container, "list", "--json")).Text);
        listing.RootElement.GetProperty("shell").GetBoolean().ShouldBeFalse();
        return [.. listing.RootElement.GetProperty("commands").EnumerateArray().Select(command => command.GetProperty("name").GetString()!)];
    }

    // Leaves it running.
    private static async Task StartCommandAsync(BridgedHost host, HostServer server, string client, string line, int id)
    {
        await host.Docker.GetAsync("exec", "--detach", client, "sh", "-c", line);
        await Eventually.Finds(server.ReadLogAsync, log => log.Contains($" {id} $ ", StringComparison.Ordinal));
    }

    private static Task<string> WaitForEndAsync(HostServer server, int id) => Eventually.Finds(server.ReadLogAsync, log => log.Contains($" {id} = signal 15 ", StringComparison.Ordinal));
}
