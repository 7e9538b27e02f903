using HostIpc.EndToEnd.Tests.TestSupport;

namespace HostIpc.EndToEnd.Tests;

/// <summary>
/// The server knows which container a client is, by the kernel and the engine. It sees all processes of the machine, as it has to for that, but runs what it is asked for
/// in its own container.
/// </summary>
public sealed class ContainerIdentityTests(DockerEngine engine) : EndToEndTest(engine)
{
    private const string Request = "/ipc/hostipc run -- /hostipcd --version";

    [Fact]
    public async Task Clients_OfTwoContainers_AreNamedInTheLog()
    {
        await using Scenario scenario = await StartAsync();
        string other = $"{scenario.Client}-other";
        await scenario.InClientAsync(Request);
        await RunClientAsync(scenario, other);

        string[] peers = await ReadPeersAsync(scenario);
        peers.Length.ShouldBe(2);
        peers[0].ShouldEndWith($" container={scenario.Client}");
        peers[1].ShouldEndWith($" container={other}");
    }

    [Fact]
    public async Task Container_RenamedToTakeAnothersName_TakesItAndNothingElse()
    {
        await using Scenario scenario = await StartAsync();
        await scenario.InClientAsync(Request);
        string id = await scenario.Docker.GetAsync("inspect", "--format", "{{.Id}}", scenario.Client);
        string old = $"{scenario.Client}-old";
        await scenario.Docker.GetAsync("rename", scenario.Client, old);
        try
        {
            await RunClientAsync(scenario, scenario.Client);
            await scenario.Docker.GetAsync("exec", id, "sh", "-c", Request);
            string log = await scenario.Docker.GetAsync("exec", id, "cat", Scenario.Log);
            string[] peers = ParsePeers(log);
            peers.Length.ShouldBe(3, log);
            peers[0].ShouldEndWith($" container={scenario.Client}");
            peers[1].ShouldEndWith($" container={scenario.Client}");
            peers[2].ShouldEndWith($" container={old}");
        }
        finally
        {
            await scenario.Docker.RunAsync("rename", id, scenario.Client);
        }
    }

    [Fact]
    public async Task Client_InTheServersOwnContainer_IsTakenForNoOther()
    {
        await using Scenario scenario = await StartAsync();

        // Its control group is where the server's view of them begins, and so has no name there, or has one as any other.
        await scenario.Docker.GetAsync("exec", scenario.Server, "/hostipc", "run", "--", "/hostipcd", "--version");

        string peer = (await ReadPeersAsync(scenario)).ShouldHaveSingleItem();
        (peer.EndsWith($" container={scenario.Server}", StringComparison.Ordinal) || !peer.Contains("container=", StringComparison.Ordinal)).ShouldBeTrue(peer);
    }

    [Fact]
    public async Task Clients_WhenTheEngineIsNotMounted_AreKnownByTheirIds()
    {
        await using Scenario scenario = await Scenario.CreateAsync(Engine);
        await StartAsync(scenario, "host");
        await scenario.InClientAsync(Request);
        string id = await scenario.Docker.GetAsync("inspect", "--format", "{{.Id}}", scenario.Client);

        (await ReadPeersAsync(scenario)).ShouldHaveSingleItem().ShouldEndWith($" container=id:{id[..12]}");
    }

    [Fact]
    public async Task Clients_WhenTheServerDoesNotSeeTheirProcesses_HaveNoContainer()
    {
        await using Scenario scenario = await StartAsync(static scenario => $"container:{scenario.Host}");
        await scenario.InClientAsync(Request);

        (await ReadPeersAsync(scenario)).ShouldHaveSingleItem().ShouldMatch(@"\Aunix uid=0 gid=0\z");
    }

    private async Task<Scenario> StartAsync(Func<Scenario, string>? processes = null)
    {
        const string scheme = "unix://";
        Engine.Demand(Engine.Docker.Host.StartsWith(scheme, StringComparison.Ordinal) ? null : "The server asks the engine by its socket, and it has none here.");
        Scenario scenario = await Scenario.CreateAsync(Engine);
        try
        {
            await StartAsync(scenario, processes?.Invoke(scenario) ?? "host", "--volume", $"{Engine.Docker.Host[scheme.Length..]}:/var/run/docker.sock");
            return scenario;
        }
        catch
        {
            await scenario.DisposeAsync();
            throw;
        }
    }

    private static Task StartAsync(Scenario scenario, string processes, params string[] arguments) => scenario.StartServerAsync(new ServerOptions
    {
        Rights = [],
        Environment = ["HOSTIPC__Execution__Target=local"],
        Arguments = ["--pid", processes, .. arguments],
    });

    private async Task RunClientAsync(Scenario scenario, string name) => await scenario.Docker.GetAsync(
        "run", "--rm", "--name", name, "--network", "none", "--volume", $"{scenario.Volume}:/ipc", Engine.BusyboxImage, "sh", "-c", Request);

    private static async Task<string[]> ReadPeersAsync(Scenario scenario) => ParsePeers(await scenario.ReadLogAsync());

    private static string[] ParsePeers(string log) =>
        [.. LogRecord.ParseAll(log).Where(record => record.Mark == '$').Select(record => record.Text[1..record.Text.IndexOf(']', StringComparison.Ordinal)])];
}
