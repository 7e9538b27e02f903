using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using HostIpc.Docker.TestSupport;
using HostIpc.Identity;

namespace HostIpc.Docker.Identity;

/// <summary>Whose an address is, an engine tells; whether the connection is that container's, something else.</summary>
public sealed class AddressDirectoryTests
{
    private const string Networks =
        """
        [{"Name":"bridge","Id":"n1","IPAM":{"Driver":"default","Options":null,"Config":[{"Subnet":"172.17.0.0/16","Gateway":"172.17.0.1"}]},"Containers":{}},
         {"Name":"none","Id":"n2","IPAM":{"Config":[]}},{"Name":"host","Id":"n3","IPAM":{"Config":null}},
         {"Name":"site","Id":"n4","IPAM":{"Config":[{"Subnet":"172.18.0.0/16"},{"Subnet":"fd00:1::/64"}]}},
         {"Name":"lan","Id":"n5","IPAM":{"Config":[{"Subnet":"172.18.0.0/24"}]}}]
        """;

    private static readonly string Web = Answers.Id('a');
    private static readonly string Blog = Answers.Id('b');

    private readonly ManualTime _time = new();
    private readonly ListLogger _log = new();

    [Theory]
    [InlineData("172.17.0.2", "bridge")]
    [InlineData("172.18.0.2", "site")]
    [InlineData("fd00:1::2", "site")]
    public async Task Container_WhenItAloneHasTheAddress_IsFound(string address, string network)
    {
        await using FakeEngine engine = Engine((network, Web, address), ("bridge", Blog, "172.17.0.9"));
        PeerContainer found = (await FindAsync(Open(engine), address)).ShouldNotBeNull();
        (found.Id, found.Name, found.Image, found.Labels["com.example.role"]).ShouldBe((Web, "web", "registry.example/web:1.2", "web"));
        _log.Messages.ShouldBeEmpty();
    }

    [Fact]
    public async Task Container_WhenItConnectsAgainAtOnce_IsNotAskedForAgain()
    {
        await using FakeEngine engine = Engine(("bridge", Web, "172.17.0.2"));
        AddressDirectory directory = Open(engine);
        for (int i = 0; i < 5; i++)
        {
            (await FindAsync(directory, "172.17.0.2")).ShouldNotBeNull().Name.ShouldBe("web");
        }

        engine.Requests.Select(request => request.Split(' ')[1]).ShouldBe(["/v1.41/networks", "/v1.41/networks/n1", $"/v1.41/containers/{Web}/json"]);
        _time.Pass(TimeSpan.FromSeconds(1));
        await FindAsync(directory, "172.17.0.2");
        engine.Requests.Count.ShouldBe(6);
    }

    [Fact]
    public async Task Container_WhenItHasTheAddressNoMore_IsNotRemembered()
    {
        string owner = Web;
        await using FakeEngine engine = FakeEngine.Start(Say(request => Answer(request, ("bridge", owner, "172.17.0.2"))));
        var directory = new AddressDirectory(new DockerOptions { Socket = engine.Path }, _log, _time)
        {
            Prove = (container, _) => (container.Id == owner ? null : "it has no such connection", null),
        };
        (await FindAsync(directory, "172.17.0.2")).ShouldNotBeNull().Id.ShouldBe(Web);
        owner = Blog;
        (await FindAsync(directory, "172.17.0.2")).ShouldNotBeNull().Id.ShouldBe(Blog);
        _log.Messages.ShouldBeEmpty();
    }

    [Fact]
    public async Task Address_WhenItsQuestionsTakeLong_DoesNotKeepAnotherWaiting()
    {
        await using FakeEngine engine = FakeEngine.Start(async (request, stream, cancellationToken) =>
        {
            if (request.Contains("/networks/n4", StringComparison.Ordinal))
            {
                await Forever.UntilCancelled(cancellationToken);
            }

            await stream.WriteAsync(Encoding.UTF8.GetBytes(Answer(request, ("bridge", Web, "172.17.0.2"))), cancellationToken);
        });
        AddressDirectory directory = Open(engine);
        using var ended = new CancellationTokenSource();
        Task<PeerContainer?>[] many = [.. Enumerable.Range(0, 100).Select(_ => directory.FindAsync(From("172.18.0.2"), ended.Token).AsTask())];
        (await FindAsync(directory, "172.17.0.2")).ShouldNotBeNull().Name.ShouldBe("web");
        await ended.CancelAsync();
        await Task.WhenAll(many);
    }

    [Fact]
    public async Task Container_WhoseAddressAloneTells_IsTakenAndTheOperatorIsToldOnceAMinute()
    {
        await using FakeEngine engine = Engine(("bridge", Web, "172.17.0.2"));
        var directory = new AddressDirectory(new DockerOptions { Socket = engine.Path }, _log, _time) { Prove = (_, _) => (null, "nobody sees it") };
        (await FindAsync(directory, "172.17.0.2")).ShouldNotBeNull().Name.ShouldBe("web");
        (await FindAsync(directory, "172.17.0.2")).ShouldNotBeNull();
        engine.Requests.Count.ShouldBe(6);
        _log.Messages.ShouldHaveSingleItem().ShouldBe(
            "77 Warning: A connection from 172.17.0.2:40312 is taken for the container web's by its address alone, which a neighbour on its network can forge: nobody sees it; the next minute's are not told one by one");
    }

    [Fact]
    public async Task Container_WhenItConnectsOnceMore_IsAskedForAnew()
    {
        await using FakeEngine engine = Engine(("bridge", Web, "172.17.0.2"));
        AddressDirectory directory = Open(engine, doubt: "it has no such connection");
        await FindAsync(directory, "172.17.0.2");
        await FindAsync(directory, "172.17.0.2");
        engine.Requests.Select(request => request.Split(' ')[1]).ShouldBe(
            ["/v1.41/networks", "/v1.41/networks/n1", $"/v1.41/containers/{Web}/json", "/v1.41/networks", "/v1.41/networks/n1", $"/v1.41/containers/{Web}/json"]);
    }

    [Fact]
    public async Task Container_WhenAnotherHasTheAddressToo_IsNone()
    {
        await using FakeEngine engine = Engine(("site", Web, "172.18.0.2"), ("lan", Blog, "172.18.0.2"));
        (await FindAsync(Open(engine), "172.18.0.2")).ShouldBeNull();
        (await FindAsync(Open(engine), "172.18.0.3")).ShouldBeNull();
    }

    [Fact]
    public async Task Container_WhenItHasTheAddressTwice_IsFound()
    {
        await using FakeEngine engine = Engine(("site", Web, "172.18.0.2"), ("lan", Web, "172.18.0.2"));
        (await FindAsync(Open(engine), "172.18.0.2")).ShouldNotBeNull().Name.ShouldBe("web");
    }

    [Theory]
    [InlineData("192.0.2.7")] // of no network
    [InlineData("172.17.0.1")] // the gateway
    [InlineData("172.17.0.20")] // begins like another's
    [InlineData("172.17.0.5")] // of an endpoint without a container
    public async Task Address_ThatIsNoContainers_IsNones(string address)
    {
        await using FakeEngine engine = Engine(("bridge", Web, "172.17.0.2"), ("bridge", "ep-1234", "172.17.0.5"));
        (await FindAsync(Open(engine), address)).ShouldBeNull();
        _log.Messages.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    public async Task Address_OfLoopback_IsNotEvenAskedFor(string address)
    {
        await using FakeEngine engine = Engine(("bridge", Web, address));
        (await FindAsync(Open(engine), address)).ShouldBeNull();
        engine.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Container_ThatHasNoSuchConnection_IsNotThePeerAndTheOperatorIsToldOnceAMinute()
    {
        await using FakeEngine engine = Engine(("bridge", Web, "172.17.0.2"));
        AddressDirectory directory = Open(engine, doubt: "it has no such connection");
        (await FindAsync(directory, "172.17.0.2")).ShouldBeNull();
        (await FindAsync(directory, "172.17.0.2")).ShouldBeNull();
        _log.Messages.ShouldHaveSingleItem().ShouldBe(
            "78 Warning: A connection from 172.17.0.2:40312 is not taken for the container web's, though the engine says that it has the address: it has no such connection; the next minute's are not told one by one");
        _time.Pass(TimeSpan.FromMinutes(1));
        (await FindAsync(directory, "172.17.0.2")).ShouldBeNull();
        _log.Messages.Count.ShouldBe(2);
    }

    [Theory]
    [InlineData("2026-11-21T20:00:00Z", true)]
    [InlineData("2026-11-21T21:00:00.9Z", true)] // its start is written down a moment after it
    [InlineData("2026-11-21T21:00:02Z", false)] // the address may have been another's when the connection was made
    public async Task Container_WhoseProcessesAreNotInView_IsThePeerWhereItWasStartedBefore(string startedAt, bool isPeer)
    {
        // The number is another process's here, as where the engine's pid namespace is not the server's.
        await using FakeEngine engine = FakeEngine.Start(Say(request => request.Contains("/containers/", StringComparison.Ordinal)
            ? Answers.Sized(Answers.Describe(Web, "web").Replace(Answers.Started, startedAt, StringComparison.Ordinal))
            : Answer(request, ("bridge", Web, "172.17.0.2"))));
        var directory = new AddressDirectory(new DockerOptions { Socket = engine.Path }, _log, _time);
        var connection = new ConnectionAddresses(IPEndPoint.Parse("172.17.0.2:40312"), IPEndPoint.Parse("172.17.0.1:47201")) { Accepted = DateTimeOffset.Parse("2026-11-21T21:00:00Z", CultureInfo.InvariantCulture) };
        ((await directory.FindAsync(connection, CancellationToken.None))?.Name).ShouldBe(isPeer ? "web" : null);
        _log.Messages.ShouldHaveSingleItem().ShouldStartWith(isPeer ? "77 Warning: " : "78 Warning: ");
    }

    [Fact]
    public async Task Container_ThatWasRemovedMeanwhile_IsNone()
    {
        await using FakeEngine engine = FakeEngine.Start(Say(request => request.Contains("/containers/", StringComparison.Ordinal) ? Answers.NoSuchContainer(Web) : Answer(request, ("bridge", Web, "172.17.0.2"))));
        (await FindAsync(Open(engine), "172.17.0.2")).ShouldBeNull();
        _log.Messages.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[1]")]
    [InlineData("""[{"Id":"n1","IPAM":{"Config":[{"Subnet":7}]}}]""")]
    [InlineData("[")]
    public async Task Engine_WhenItSaysSomethingElse_IsReportedOnceAMinute(string networks)
    {
        await using FakeEngine engine = FakeEngine.Start(Answers.Sized(networks));
        AddressDirectory directory = Open(engine);
        await Should.ThrowAsync<PeerLookupException>(FindAsync(directory, "172.17.0.2").AsTask());
        await Should.ThrowAsync<PeerLookupException>(FindAsync(directory, "172.17.0.2").AsTask());
        _log.Messages.ShouldHaveSingleItem().ShouldStartWith($"79 Warning: {engine.Path} cannot be asked whose an address is, and peers over TCP have no container until it can; ");
    }

    [Fact]
    public async Task Engine_WhenItIsNotThere_CostsTheContainer()
    {
        await using FakeEngine engine = FakeEngine.Create((_, _, _) => Task.CompletedTask);
        await Should.ThrowAsync<PeerLookupException>(FindAsync(Open(engine), "172.17.0.2").AsTask());
        _log.Messages.ShouldHaveSingleItem().ShouldStartWith("79 Warning: ");
    }

    [Fact]
    public async Task Engine_WhenItIsSlowEachTime_HoldsUpNobodyForLongerThanTheTimeout()
    {
        await using FakeEngine engine = FakeEngine.Start(async (request, stream, cancellationToken) =>
        {
            await SimulatedWork.Takes(400, cancellationToken);
            await stream.WriteAsync(Encoding.UTF8.GetBytes(Answer(request, ("bridge", Web, "172.17.0.2"))), cancellationToken);
        });
        AddressDirectory directory = Open(engine, TimeSpan.FromMilliseconds(600));
        var watch = Stopwatch.StartNew();
        await Should.ThrowAsync<TimeoutException>(FindAsync(directory, "172.17.0.2").AsTask());
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(8));
        _log.Messages.ShouldHaveSingleItem().ShouldContain("there is no whole answer within 0.6 s");
    }

    [Fact]
    public async Task Engine_WhenManyConnectAtOnce_IsAskedByAFewAtATime()
    {
        int asking = 0;
        int max = 0;
        await using FakeEngine engine = FakeEngine.Start(async (request, stream, cancellationToken) =>
        {
            int now = Interlocked.Increment(ref asking);
            for (int seen; now > (seen = Volatile.Read(ref max)) && Interlocked.CompareExchange(ref max, now, seen) != seen;)
            {
            }

            await SimulatedWork.Takes(20, cancellationToken);
            Interlocked.Decrement(ref asking);
            await stream.WriteAsync(Encoding.UTF8.GetBytes(Answer(request, ("bridge", Web, "172.17.0.2"))), cancellationToken);
        });
        AddressDirectory directory = Open(engine);
        PeerContainer?[] found = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => Task.Run(() => FindAsync(directory, "172.17.0.2").AsTask())));
        found.ShouldAllBe(container => container!.Name == "web");
        max.ShouldBeLessThanOrEqualTo(8);
    }

    [Fact]
    public async Task Peer_WhenItGoes_IsNotLookedForAnyLonger()
    {
        await using FakeEngine engine = FakeEngine.Start((_, _, cancellationToken) => Forever.UntilCancelled(cancellationToken));
        AddressDirectory directory = Open(engine);
        using var going = new CancellationTokenSource();
        Task<PeerContainer?> finding = directory.FindAsync(From("172.17.0.2"), going.Token).AsTask();
        await going.CancelAsync();
        (await finding.WaitAsync(TimeSpan.FromSeconds(5))).ShouldBeNull();
        _log.Messages.ShouldBeEmpty();
    }

    private static ConnectionAddresses From(string address) => new(new IPEndPoint(IPAddress.Parse(address), 40312), IPEndPoint.Parse("172.17.0.1:47201"));

    private static ValueTask<PeerContainer?> FindAsync(AddressDirectory directory, string address) => directory.FindAsync(From(address), CancellationToken.None);

    private AddressDirectory Open(FakeEngine engine, TimeSpan? timeout = null, string? doubt = null) =>
        new(new DockerOptions { Socket = engine.Path, Timeout = timeout ?? TimeSpan.FromSeconds(10) }, _log, _time) { Prove = (_, _) => (doubt, null) };

    private static FakeEngine Engine(params (string Network, string Container, string Address)[] ends) => FakeEngine.Start(Say(request => Answer(request, ends)));

    private static Func<string, Stream, CancellationToken, Task> Say(Func<string, string> answer) =>
        (request, stream, cancellationToken) => stream.WriteAsync(Encoding.UTF8.GetBytes(answer(request)), cancellationToken).AsTask();

    private static string Answer(string request, params (string Network, string Container, string Address)[] ends)
    {
        string[] path = request.Split(' ')[1].Split('/');
        return path[2] == "containers" ? Answers.Sized(Answers.Describe(path[3], path[3] == Web ? "web" : "blog"))
            : path.Length == 3 ? Answers.Sized(Networks)
            : Answers.Sized($$"""{"Id":"{{path[3]}}","Containers":{ {{string.Join(',', ends.Where(end => IdOf(end.Network) == path[3]).Select(Describe))}} } }""");
    }

    private static string IdOf(string network) => network switch { "bridge" => "n1", "site" => "n4", _ => "n5" };

    private static string Describe((string Network, string Container, string Address) end)
    {
        bool isLong = end.Address.Contains(':', StringComparison.Ordinal);
        return $$"""
            "{{end.Container}}":{"Name":"x","EndpointID":"e","MacAddress":"","IPv4Address":"{{(isLong ? "" : end.Address + "/16")}}","IPv6Address":"{{(isLong ? end.Address + "/64" : "")}}"}
            """;
    }
}
