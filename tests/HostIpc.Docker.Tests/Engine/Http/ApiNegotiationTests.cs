using System.Text;
using HostIpc.Docker.TestSupport;

namespace HostIpc.Docker.Engine.Http;

/// <summary>Which version of the API is spoken.</summary>
public sealed class ApiNegotiationTests
{
    private static readonly string Version = Answers.Sized("""{"Version":"1","ApiVersion":"1.41"}""");

    [Theory]
    [InlineData("1.41", "/v1.41/version")]
    [InlineData("1.24", "/v1.24/version")]
    [InlineData("1.51", "/v1.51/version")]
    [InlineData("1.99", "/v1.51/version")]
    public async Task Engine_OfThatVersion_IsSpokenToInTheLowerOfBoth(string version, string target)
    {
        await using FakeEngine engine = FakeEngine.Start(Version);
        engine.ApiVersion = version;
        await Open(engine).GetVersionAsync(TestContext.Current.CancellationToken);
        engine.Requests.ShouldHaveSingleItem().ShouldStartWith($"GET {target} HTTP/1.1\r\n");
    }

    [Fact]
    public async Task Engine_AskedByManyAtATime_IsAskedForItsVersionOnce()
    {
        await using FakeEngine engine = FakeEngine.Start(Version);
        DockerClient client = Open(engine);
        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(() => client.GetVersionAsync())));
        await client.GetVersionAsync(TestContext.Current.CancellationToken);
        engine.Pings.ShouldBe(1);
        engine.Requests.Count.ShouldBe(51);
    }

    [Theory]
    [InlineData("1.23", "the engine's newest API version is 1.23, and the oldest that is spoken here is 1.24: a newer engine is needed")]
    [InlineData("2.0", "the answer has an Api-Version that is none")]
    [InlineData("1.", "the answer has an Api-Version that is none")]
    [InlineData("1.4x", "the answer has an Api-Version that is none")]
    [InlineData("1.41, 1.42", "the answer has an Api-Version that is none")]
    [InlineData("1.99999999999", "the answer has an Api-Version that is none")]
    public async Task Engine_OfAVersionThatIsNotSpoken_IsAnErrorAndAskedAgainTheNextTime(string version, string message)
    {
        await using FakeEngine engine = FakeEngine.Start(Version);
        engine.ApiVersion = version;
        DockerClient client = Open(engine);
        (await Should.ThrowAsync<DockerException>(() => client.GetVersionAsync())).Message.ShouldBe(message);
        engine.ApiVersion = "1.41";
        (await client.GetVersionAsync(TestContext.Current.CancellationToken)).Version.ShouldBe("1");
    }

    [Fact]
    public async Task Engine_ThatDoesNotSayItsVersion_IsSpokenToInTheOldest()
    {
        await using FakeEngine engine = FakeEngine.Start((request, stream, cancellationToken) => stream.WriteAsync(
            Encoding.ASCII.GetBytes(request.StartsWith("GET /_ping ", StringComparison.Ordinal) ? "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nOK" : Version), cancellationToken).AsTask());
        engine.ApiVersion = null;
        await Open(engine).GetVersionAsync(TestContext.Current.CancellationToken);
        engine.Requests[1].ShouldStartWith("GET /v1.24/version ");
    }

    [Theory]
    [InlineData("1.44", "1.41", "client version 1.44 is too new. Maximum supported API version is 1.41")]
    [InlineData("1.41", "1.44", "client version 1.41 is too old. Minimum supported API version is 1.44, please upgrade your client to a newer version")]
    public async Task Engine_ThatIsAnotherAfterARestart_IsAskedAgainForItsVersion(string before, string after, string refusal)
    {
        string spoken = before;
        await using FakeEngine engine = FakeEngine.Start((request, stream, cancellationToken) => stream.WriteAsync(Encoding.UTF8.GetBytes(
            request.StartsWith($"GET /v{spoken}/", StringComparison.Ordinal) ? Version : Answers.Sized($$"""{"message":"{{refusal}}"}""", "400 Bad Request")), cancellationToken).AsTask());
        engine.ApiVersion = before;
        DockerClient client = Open(engine);
        await client.GetVersionAsync(TestContext.Current.CancellationToken);
        (engine.ApiVersion, spoken) = (after, after);
        await client.GetVersionAsync(TestContext.Current.CancellationToken);
        await client.GetVersionAsync(TestContext.Current.CancellationToken);
        engine.Pings.ShouldBe(2);
        engine.Requests.Count.ShouldBe(4);
    }

    [Fact]
    public async Task Engine_ThatRefusesEveryVersion_IsAnErrorWithItsWords()
    {
        const string refusal = "client version 1.41 is too old. Minimum supported API version is 1.60";
        await using FakeEngine engine = FakeEngine.Start(Answers.Sized($$"""{"message":"{{refusal}}"}""", "400 Bad Request"));
        DockerException exception = await Should.ThrowAsync<DockerException>(() => Open(engine).GetVersionAsync());
        (exception.Status, exception.EngineMessage).ShouldBe((400, refusal));
        engine.Requests.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Caller_WhenItIsCancelled_LeavesTheNegotiationToTheOthers()
    {
        var answer = new TaskCompletionSource();
        await using FakeEngine engine = FakeEngine.Start(async (request, stream, cancellationToken) =>
        {
            await answer.Task;
            await stream.WriteAsync(Encoding.ASCII.GetBytes(request.StartsWith("GET /_ping ", StringComparison.Ordinal) ? "HTTP/1.1 200 OK\r\nApi-Version: 1.41\r\nContent-Length: 2\r\n\r\nOK" : Version), cancellationToken);
        });
        engine.ApiVersion = null;
        DockerClient client = Open(engine);
        using var cancelling = new CancellationTokenSource();
        Task<DockerVersion> first = client.GetVersionAsync(cancelling.Token);
        Task<DockerVersion> second = client.GetVersionAsync(TestContext.Current.CancellationToken);
        await Eventually.BecomesTrue(() => engine.Requests.Count == 1);
        await cancelling.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(first.WaitAsync(TimeSpan.FromSeconds(5)));
        answer.SetResult();
        (await second).Version.ShouldBe("1");
        engine.Requests.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Engine_ThatFallsSilentWhenItIsAskedForItsVersion_IsLeftAfterTheTimeout()
    {
        await using FakeEngine engine = FakeEngine.Start((_, _, cancellationToken) => Forever.UntilCancelled(cancellationToken));
        engine.ApiVersion = null;
        var client = new DockerClient(new DockerClientOptions { Endpoint = engine.Path, Timeout = TimeSpan.FromMilliseconds(150) });
        (await Should.ThrowAsync<DockerException>(client.GetVersionAsync().WaitAsync(TimeSpan.FromSeconds(8)))).Message.ShouldBe("there is no whole answer within 0.15 s (Timeout)");
        (await Should.ThrowAsync<DockerException>(client.PingAsync().WaitAsync(TimeSpan.FromSeconds(8)))).Message.ShouldBe("there is no whole answer within 0.15 s (Timeout)");
    }

    private static DockerClient Open(FakeEngine engine) => new(new DockerClientOptions { Endpoint = engine.Path, Timeout = TimeSpan.FromSeconds(10) });
}
