using System.Diagnostics;
using System.Text;
using HostIpc.Docker.TestSupport;

namespace HostIpc.Docker.Engine;

/// <summary>Processes in containers, by what engines say of them.</summary>
public sealed class ExecProcessTests
{
    private const string Upgraded = "HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n";

    private string _state = "{}";
    private int _asked;

    [Fact]
    public async Task Exec_AsItWasAskedFor_IsMadeAndStarted()
    {
        await using FakeEngine engine = StartEngine();
        var options = new ExecOptions("sh", "-c", "echo \"x\"") { User = "root", WorkingDirectory = "/tmp", HasInput = true, HasTerminal = true, IsPrivileged = true };
        options.Environment["A"] = "b";
        await using ExecProcess process = await Open(engine).ExecAsync("web", options, TestContext.Current.CancellationToken);
        (process.Id, process.Output.HasTerminal).ShouldBe(("ee", true));
        engine.Requests[0].ShouldStartWith("POST /v1.41/containers/web/exec HTTP/1.1\r\n");
        engine.Requests[0].ShouldEndWith("""{"Cmd":["sh","-c","echo \u0022x\u0022"],"Env":["A=b"],"WorkingDir":"/tmp","User":"root","AttachStdin":true,"AttachStdout":true,"AttachStderr":true,"Tty":true,"Privileged":true}""");
        engine.Requests[1].ShouldStartWith("POST /v1.41/exec/ee/start HTTP/1.1\r\n");
        engine.Requests[1].ShouldContain("\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n");
        engine.Requests[1].ShouldEndWith("""{"Detach":false,"Tty":true}""");
    }

    [Fact]
    public async Task ExitCode_WhenTheEngineLearnsOfTheEndLate_IsWaitedFor()
    {
        await using FakeEngine engine = StartEngine();
        await using ExecProcess process = await RunAsync(engine);
        _state = State(true, "null", 0);
        Task<int> wait = process.WaitAsync(TestContext.Current.CancellationToken);
        await Eventually.BecomesTrue(() => _asked > 3);
        wait.IsCompleted.ShouldBeFalse();
        _state = State(false, "42", 0);
        (await wait.WaitAsync(TimeSpan.FromSeconds(10))).ShouldBe(42);
    }

    [Fact]
    public async Task ExitCode_ThatNeverComesAfterTheEndOfTheOutput_IsAnErrorWithinABound()
    {
        await using FakeEngine engine = StartEngine();
        _state = State(true, "null", 0);
        await using ExecProcess process = await RunAsync(engine, TimeSpan.FromSeconds(2));
        (await process.Output.ReadAsync(new byte[10], TestContext.Current.CancellationToken)).Count.ShouldBe(0);
        (await Should.ThrowAsync<DockerException>(process.WaitAsync().WaitAsync(TimeSpan.FromSeconds(20)))).Message
            .ShouldBe("the output of the process has ended, but not the process within 2 s (Timeout)");

        using var cancelling = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));
        await Should.ThrowAsync<OperationCanceledException>(process.WaitAsync(cancelling.Token).WaitAsync(TimeSpan.FromSeconds(5)));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"ContainerID":"aa","Running":1}""")]
    [InlineData("""{"ContainerID":"aa","Running":false,"ExitCode":"0"}""")]
    [InlineData("[]")]
    public async Task State_ThatIsNone_IsAnError(string state)
    {
        await using FakeEngine engine = StartEngine();
        _state = state;
        await using ExecProcess process = await RunAsync(engine);
        (await Should.ThrowAsync<DockerException>(() => process.WaitAsync())).Message.ShouldBe("the answer does not describe an exec");
    }

    [Fact]
    public async Task Process_ThatIsNotTheOneInTheContainer_IsLeftAlone()
    {
        await using FakeEngine engine = StartEngine();
        await using ExecProcess process = await RunAsync(engine);

        // A process of this machine with the number that the engine's has in another pid namespace.
        using Process another = Process.Start("sleep", "1000");
        try
        {
            foreach (int number in (int[])[another.Id, 0, -1, int.MaxValue])
            {
                _state = State(true, "null", number);
                (await process.EndAsync(TimeSpan.FromMilliseconds(100))).ShouldBeFalse();
            }

            another.HasExited.ShouldBeFalse();
            _state = State(false, "0", another.Id);
            (await process.EndAsync(TimeSpan.Zero)).ShouldBeTrue();
            another.HasExited.ShouldBeFalse();
        }
        finally
        {
            another.Kill();
        }
    }

    [Fact]
    public async Task Process_WhoseNumberTheEngineDoesNotSayYet_IsAskedForAgain()
    {
        await using FakeEngine engine = StartEngine();
        await using ExecProcess process = await RunAsync(engine);
        _state = State(true, "null", 0);
        Task<bool> ending = process.EndAsync(TimeSpan.Zero);
        await Eventually.BecomesTrue(() => Volatile.Read(ref _asked) > 2);
        _state = State(false, "0", 0);
        (await ending).ShouldBeTrue();
    }

    private static string State(bool isRunning, string exitCode, int processId) =>
        $$"""{"ID":"ee","ContainerID":"{{Answers.Id('a')}}","Running":{{(isRunning ? "true" : "false")}},"ExitCode":{{exitCode}},"Pid":{{processId}} }""";

    private static Task<ExecProcess> RunAsync(FakeEngine engine, TimeSpan? timeout = null) => Open(engine, timeout).ExecAsync("web", new ExecOptions("true"));

    private static ContainerOperations Open(FakeEngine engine, TimeSpan? timeout = null) =>
        new DockerClient(new DockerClientOptions { Endpoint = engine.Path, Timeout = timeout ?? TimeSpan.FromSeconds(10) }).Containers;

    private FakeEngine StartEngine() => FakeEngine.Start((request, stream, cancellationToken) =>
    {
        bool isState = request.StartsWith("GET /v1.41/exec/ee/json ", StringComparison.Ordinal);
        _asked += isState ? 1 : 0;
        string answer = isState ? Answers.Sized(_state)
            : request.StartsWith("POST /v1.41/containers/", StringComparison.Ordinal) ? Answers.Sized("""{"Id":"ee"}""", "201 Created")
            : Upgraded;
        return stream.WriteAsync(Encoding.UTF8.GetBytes(answer), cancellationToken).AsTask();
    });
}
