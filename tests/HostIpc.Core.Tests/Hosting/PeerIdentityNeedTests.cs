using System.Runtime.InteropServices;
using HostIpc.Core.Tests.TestSupport;
using HostIpc.Identity;
using HostIpc.Policy;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace HostIpc.Hosting;

/// <summary>What only an engine knows is asked for where a rule that could still match needs it, and for nothing else.</summary>
public sealed class PeerIdentityNeedTests
{
    private static readonly string Id = new('d', 64);
    private static readonly string Inner = new('e', 64);

    private readonly Directory _directory = new();

    public static TheoryData<AllowRuleOptions, bool> Rules => new()
    {
        { new AllowRuleOptions { Users = ["7"], Containers = ["*"] }, false },
        { new AllowRuleOptions { Users = ["8"], Containers = ["web"] }, false }, // another user already
        { new AllowRuleOptions { Users = ["7"] }, false },
        { new AllowRuleOptions { Containers = ["id:dddddddddddd"] }, false },
        { new AllowRuleOptions { Containers = ["*"] }, false },
        { new AllowRuleOptions { Transports = ["memory"] }, false },
        { new AllowRuleOptions { Transports = ["unix"], Containers = ["web"] }, false },
        { new AllowRuleOptions { Containers = ["web"] }, true },
        { new AllowRuleOptions { Containers = ["id:0123456789ab", "web"] }, true },
        { new AllowRuleOptions { Images = ["web:1"] }, true },
        { new AllowRuleOptions { Labels = ["a=b"] }, true },
        { new AllowRuleOptions { ImageLabels = ["a=b"] }, true },
        { new AllowRuleOptions { Users = ["7"], Containers = ["web"] }, true },
    };

    [Theory]
    [MemberData(nameof(Rules))]
    public async Task Engine_WhenACommandIsAskedFor_IsAskedWhereARuleThatCouldMatchNeedsIt(AllowRuleOptions rule, bool isAsked)
    {
        await using TestServer server = await StartAsync(rule);
        await RunAsync(server);
        _directory.Asked.Count.ShouldBe(isAsked ? 1 : 0);
    }

    [Fact]
    public async Task Engine_WhenOneRuleMatchesWithoutIt_IsNotAskedForAnother()
    {
        await using TestServer server = await StartAsync(new AllowRuleOptions { Containers = ["web"] }, new AllowRuleOptions { Users = ["7"], Containers = ["*"] });
        _directory.Hangs = true;
        (await RunAsync(server)).ShouldBe("accepted, stdout ran\n, exit 0");
        _directory.Asked.ShouldBeEmpty();
    }

    [Fact]
    public async Task Engine_WhenItHangs_DelaysNobodyWhoseRuleNeedsNothingOfIt()
    {
        _directory.Hangs = true;
        await using TestServer server = await StartAsync(new AllowRuleOptions { Containers = ["id:dddddddddddd"] });
        (await RunAsync(server)).ShouldBe("accepted, stdout ran\n, exit 0");
        _directory.Asked.ShouldBeEmpty();
    }

    [Fact]
    public async Task Engine_WhenItDoesNotAnswerInTime_MakesTheServerBusyAndIsAskedAgain()
    {
        _directory.Failure = new TimeoutException("too late");
        await using TestServer server = await StartAsync(new AllowRuleOptions { Containers = ["web"] });
        FrameClient client = await FrameClient.ConnectAsync(server, Peer);
        (await AskAsync(client)).ShouldBe("rejected busy");
        _directory.Failure = null;
        (await AskAsync(client)).ShouldBe("accepted, stdout ran\n, exit 0");
        (await AskAsync(client)).ShouldBe("accepted, stdout ran\n, exit 0");
        _directory.Asked.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Engine_WhenItCannotBeAsked_IsNamedInTheLog()
    {
        _directory.Failure = new PeerLookupException("no such socket");
        await using TestServer server = await StartAsync(new AllowRuleOptions { Containers = ["web"] });
        (await RunAsync(server)).ShouldBe("rejected denied");
        server.Log.Records.ShouldContain(line => line.Contains("Commands:it:Allow wants containers web (found id:dddddddddddd); the engine cannot be asked for its container (Docker:Socket)", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Container_ThatTheEngineDoesNotKnow_KeepsItsId()
    {
        _directory.Names.Clear();
        await using TestServer server = await StartAsync(new AllowRuleOptions { Containers = ["web", "id:dddddddddddd"] });
        (await RunAsync(server)).ShouldBe("accepted, stdout ran\n, exit 0");
        await using TestServer other = await StartAsync(new AllowRuleOptions { Containers = ["web"] });
        (await RunAsync(other)).ShouldBe("rejected denied");
        _directory.Asked.ShouldBe([Id]);
    }

    [Theory]
    [InlineData(true, "web", false)] // made with --cgroup-parent /docker/ID of the other
    [InlineData(true, "id:dddddddddddd", false)]
    [InlineData(true, "*", false)]
    [InlineData(false, "web", true)] // an engine in the container
    [InlineData(false, "id:dddddddddddd", true)]
    [InlineData(false, "*", true)]
    public async Task Container_BelowTheControlGroupOfAnother_IsNeitherWhereTheEngineHasBoth(bool isKnown, string container, bool expected)
    {
        if (isKnown)
        {
            _directory.Names[Inner] = "evil";
        }

        await using TestServer server = await StartAsync((_, _) => new PeerPlace(PeerLocation.Container, Id, Inner), new AllowRuleOptions { Containers = [container] });
        (await RunAsync(server)).ShouldBe(expected ? "accepted, stdout ran\n, exit 0" : "rejected denied");
    }

    [Theory]
    [InlineData("a=b", "", true, 1)]
    [InlineData("a=b", "x=y", true, 1)]
    [InlineData("a=b", "a=c", true, 1)]
    [InlineData("a=b", "a=b", false, 1)] // the image brings it
    [InlineData("a=c", "a=c", false, 0)] // the container has another
    [InlineData("a=b", null, false, 1)] // nobody can tell
    public async Task Label_OfAContainer_CountsWhereItsImageDoesNotBringIt(string wanted, string? image, bool expected, int asked)
    {
        _directory.Image = new ImageLabels(image);
        await using TestServer server = await StartAsync(new AllowRuleOptions { Labels = [wanted] });
        (await RunAsync(server)).ShouldBe(expected ? "accepted, stdout ran\n, exit 0" : "rejected denied");
        _directory.Image.Asked.ShouldBe(asked);
    }

    [Theory]
    [InlineData("a=b", true)]
    [InlineData("x=y", false)]
    public async Task ImageLabel_OfAContainer_IsItsImages(string image, bool expected)
    {
        _directory.Image = new ImageLabels(image);
        await using TestServer server = await StartAsync(new AllowRuleOptions { ImageLabels = ["a=b"] });
        (await RunAsync(server)).ShouldBe(expected ? "accepted, stdout ran\n, exit 0" : "rejected denied");
    }

    private static Peer Peer => new("memory") { UserId = 7 };

    private static async Task<string> RunAsync(TestServer server) => await AskAsync(await FrameClient.ConnectAsync(server, Peer));

    private static async Task<string> AskAsync(FrameClient client)
    {
        await client.RequestAsync("it");
        string first = await client.NextAsync();
        return first == "accepted" ? $"{first}, {await client.UntilAsync("exit")}" : first;
    }

    private Task<TestServer> StartAsync(params AllowRuleOptions[] rules) => StartAsync(static (_, _) => new PeerPlace(PeerLocation.Container, Id), rules);

    private Task<TestServer> StartAsync(Func<Peer, SafeHandle?, PeerPlace> find, params AllowRuleOptions[] rules) => TestServer.StartAsync(build: builder =>
    {
        builder.Services.AddSingleton(services => new PeerIdentifier(services.GetRequiredService<TimeProvider>(), services.GetRequiredService<ILogger<PeerIdentifier>>(), _directory) { Find = find });
        builder.AddCommand("it", options => (options.Run, options.Allow) = (["echo", "ran"], [.. rules]));
    });

    private sealed class Directory : IContainerDirectory
    {
        public List<string> Asked { get; } = [];

        public Dictionary<string, string> Names { get; } = new() { [Id] = "web" };

        public Exception? Failure { get; set; }

        public bool Hangs { get; set; }

        public ImageLabels? Image { get; set; }

        public async ValueTask<PeerContainer?> FindAsync(string id, CancellationToken cancellationToken)
        {
            Asked.Add(id);
            if (Hangs)
            {
                await Forever.UntilCancelled(cancellationToken);
            }

            return Failure is not null ? throw Failure
                : !Names.TryGetValue(id, out string? name) ? null
                : new PeerContainer(id) { Name = name, Image = "web:2", Labels = new Dictionary<string, string> { ["a"] = "b" }, ImageLabelSource = Image };
        }
    }

    private sealed class ImageLabels(string? label) : IImageLabelSource
    {
        public int Asked { get; private set; }

        public ValueTask<IReadOnlyDictionary<string, string>> FindAsync(CancellationToken cancellationToken)
        {
            Asked++;
            return label is null ? throw new PeerLookupException("no such image")
                : new ValueTask<IReadOnlyDictionary<string, string>>(label.Length == 0 ? [] : new Dictionary<string, string> { [label.Split('=')[0]] = label.Split('=')[1] });
        }
    }
}
