using System.Diagnostics;
using System.Text;
using HostIpc.Docker.TestSupport;
using HostIpc.Identity;

namespace HostIpc.Docker.Identity;

/// <summary>Whatever an engine does, a directory answers, within its bound.</summary>
public sealed class ContainerDirectoryTests
{
    private static readonly string Id = Answers.Id('a');

    private readonly ManualTime _time = new();
    private readonly ListLogger _log = new();

    [Fact]
    public async Task Container_WhenTheEngineKnowsIt_IsFoundAndAskedForOnce()
    {
        await using FakeEngine engine = FakeEngine.Start(Answers.Sized(Answers.Describe(Id, "web")));
        ContainerDirectory directory = Open(engine);
        for (int i = 0; i < 10; i++)
        {
            (await FindAsync(directory)).ShouldNotBeNull().Name.ShouldBe("web");
        }

        engine.Requests.Count.ShouldBe(1);
        _log.Messages.ShouldBeEmpty();
    }

    [Theory]
    [InlineData('b')] // the engine has a container that is named as this one's id
    [InlineData('A')]
    public async Task Container_WhenTheAnswerIsOfAnother_IsNone(char digit)
    {
        await using FakeEngine engine = FakeEngine.Start(Answers.Sized(Answers.Describe(Answers.Id(digit), Id)));
        (await FindAsync(Open(engine))).ShouldBeNull();
    }

    [Fact]
    public async Task Container_WhenTheEngineDoesNotKnowIt_IsNoneAndAskedForOnceASecond()
    {
        await using FakeEngine engine = FakeEngine.Start(Answers.NoSuchContainer(Id));
        ContainerDirectory directory = Open(engine);
        (await FindAsync(directory)).ShouldBeNull();
        (await FindAsync(directory)).ShouldBeNull();
        engine.Requests.Count.ShouldBe(1);
        _time.Pass(TimeSpan.FromSeconds(1));
        (await FindAsync(directory)).ShouldBeNull();
        engine.Requests.Count.ShouldBe(2);
        _log.Messages.ShouldBeEmpty();
    }

    [Fact]
    public async Task Engine_WhenItFails_IsReportedOnceAMinuteAndAskedAgainEachTime()
    {
        await using FakeEngine engine = FakeEngine.Start(Answers.Sized("""{"message":"out of order"}""", "500 Internal Server Error"));
        ContainerDirectory directory = Open(engine);
        for (int i = 0; i < 5; i++)
        {
            await Should.ThrowAsync<PeerLookupException>(FindAsync(directory).AsTask());
        }

        engine.Requests.Count.ShouldBe(5);
        _log.Messages.ShouldHaveSingleItem().ShouldStartWith($"70 Warning: {engine.Path} cannot be asked for containers");
        _log.Messages[0].ShouldEndWith("the answer is 500: out of order");
        _time.Pass(TimeSpan.FromMinutes(1));
        await Should.ThrowAsync<PeerLookupException>(FindAsync(directory).AsTask());
        _log.Messages.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Engine_WhenItIsNotThereYet_IsUsedOnceItIs()
    {
        await using FakeEngine engine = FakeEngine.Create((_, stream, cancellationToken) =>
            stream.WriteAsync(Encoding.UTF8.GetBytes(Answers.Sized(Answers.Describe(Id, "web"))), cancellationToken).AsTask());
        ContainerDirectory directory = Open(engine);
        _log.Messages.ShouldBe([$"71 Warning: There is no {engine.Path} (Docker:Socket): of containers just the id is known until there is one"]);
        await Should.ThrowAsync<PeerLookupException>(FindAsync(directory).AsTask());
        engine.Listen();
        (await FindAsync(directory)).ShouldNotBeNull().Name.ShouldBe("web");
    }

    [Fact]
    public async Task Engine_WhenItHangs_HoldsUpNobodyForLongerThanTheTimeout()
    {
        await using FakeEngine engine = FakeEngine.Start((_, _, cancellationToken) => Forever.UntilCancelled(cancellationToken));
        ContainerDirectory directory = Open(engine, TimeSpan.FromMilliseconds(200));
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Should.ThrowAsync<TimeoutException>(Task.Run(() => FindAsync(directory).AsTask()))));
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(8));
        engine.Requests.Count.ShouldBeLessThan(5); // one, unless this took several timeouts
    }

    [Fact]
    public async Task Caller_WhenItGoes_IsAnsweredAtOnceAndTheOthersGetTheContainer()
    {
        var answer = new TaskCompletionSource();
        await using FakeEngine engine = FakeEngine.Start(async (_, stream, cancellationToken) =>
        {
            await answer.Task;
            await stream.WriteAsync(Encoding.UTF8.GetBytes(Answers.Sized(Answers.Describe(Id, "web"))), cancellationToken);
        });
        ContainerDirectory directory = Open(engine);
        using var going = new CancellationTokenSource();
        Task<PeerContainer?> first = directory.FindAsync(Id, going.Token).AsTask();
        Task<PeerContainer?> second = FindAsync(directory).AsTask();
        await going.CancelAsync();
        (await first.WaitAsync(TimeSpan.FromSeconds(5))).ShouldBeNull();
        answer.SetResult();
        (await second.WaitAsync(TimeSpan.FromSeconds(10))).ShouldNotBeNull().Name.ShouldBe("web");
        engine.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task ImageLabels_WhenTheyAreWanted_AreAskedForOnceAnImage()
    {
        await using FakeEngine engine = FakeEngine.Start((request, stream, cancellationToken) => stream.WriteAsync(
            Encoding.UTF8.GetBytes(Answers.Sized(request.Contains("/images/", StringComparison.Ordinal) ? """{"Id":"x","Config":{"Labels":{"com.example.role":"web"}}}""" : Answers.Describe(Id, "web"))), cancellationToken).AsTask());
        ContainerDirectory directory = Open(engine);
        PeerContainer found = (await FindAsync(directory)).ShouldNotBeNull();
        engine.Requests.Count.ShouldBe(1);
        for (int i = 0; i < 5; i++)
        {
            (await found.ImageLabelSource!.FindAsync(CancellationToken.None)).ShouldBe(new Dictionary<string, string> { ["com.example.role"] = "web" });
        }

        engine.Requests.Select(request => request.Split(' ')[1]).ShouldBe([$"/v1.41/containers/{Id}/json", $"/v1.41/images/sha256%3A{Id}/json"]);
    }

    [Fact]
    public async Task ImageLabels_WhenTheEngineHasTheImageNoMore_AreNotKnownAndTheOperatorIsTold()
    {
        await using FakeEngine engine = FakeEngine.Start((request, stream, cancellationToken) => stream.WriteAsync(
            Encoding.UTF8.GetBytes(request.Contains("/images/", StringComparison.Ordinal) ? Answers.NoSuchContainer("x") : Answers.Sized(Answers.Describe(Id, "web"))), cancellationToken).AsTask());
        PeerContainer found = (await FindAsync(Open(engine))).ShouldNotBeNull();
        await Should.ThrowAsync<PeerLookupException>(found.ImageLabelSource!.FindAsync(CancellationToken.None).AsTask());
        _log.Messages.ShouldHaveSingleItem().ShouldStartWith($"72 Warning: {engine.Path} does not tell the labels of the image sha256:{Id}, ");
    }

    [Theory]
    [InlineData("")]
    [InlineData("web")]
    [InlineData("../../events")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task Id_OfAnotherForm_IsNotAskedFor(string id)
    {
        await using FakeEngine engine = FakeEngine.Start(Answers.Sized(Answers.Describe(Id, "web")));
        (await Open(engine).FindAsync(id, CancellationToken.None)).ShouldBeNull();
        engine.Requests.ShouldBeEmpty();
    }

    private static ValueTask<PeerContainer?> FindAsync(ContainerDirectory directory) => directory.FindAsync(Id, CancellationToken.None);

    private ContainerDirectory Open(FakeEngine engine, TimeSpan? timeout = null) =>
        new(new DockerOptions { Socket = engine.Path, Timeout = timeout ?? TimeSpan.FromSeconds(10) }, _log, _time);
}
