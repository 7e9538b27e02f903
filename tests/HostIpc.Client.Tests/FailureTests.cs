using System.Text;
using HostIpc.Protocol;
using HostIpc.Protocol.Framing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace HostIpc.Client;

/// <summary>What went wrong says whether the command may have run, and code that uses the client can be tested without a server.</summary>
public sealed class FailureTests
{
    private static readonly HostCommand Command = HostCommand.Program("x");

    [Fact]
    public async Task MayHaveRun_WhenThereIsNoServer_ThenItIsFalse()
    {
        await using var client = new HostIpcClient(new HostIpcClientOptions { Endpoint = "unix:/nonexistent/hostipc.sock" });
        (await Should.ThrowAsync<HostIpcConnectionException>(() => client.RunAsync(Command))).MayHaveRun.ShouldBeFalse();
    }

    [Theory]
    [InlineData(RejectionReason.Denied, false)]
    [InlineData(RejectionReason.Busy, false)]
    [InlineData(RejectionReason.ShuttingDown, false)]
    [InlineData(RejectionReason.Malformed, false)]
    [InlineData(RejectionReason.NotFound, false)]
    [InlineData(RejectionReason.Failed, true)]
    public async Task MayHaveRun_WhenItIsRejected_ThenTheReasonTells(RejectionReason reason, bool mayHaveRun)
    {
        await using var server = new FakeServer(async peer =>
        {
            await peer.GreetAsync();
            await peer.ReadRequestAsync();
            await peer.SendAsync(FrameType.Rejected, Protocol.RejectedPayload.Write(new Rejection(reason, "no")));
        });
        await using HostIpcClient client = server.NewClient();
        (await Should.ThrowAsync<HostIpcRejectedException>(() => client.RunAsync(Command))).MayHaveRun.ShouldBe(mayHaveRun);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task MayHaveRun_WhenTheServerGoesAfterTheRequest_ThenItIsTrue(bool accepts)
    {
        await using var server = new FakeServer(async peer =>
        {
            await peer.GreetAsync();
            await peer.ReadRequestAsync();
            if (accepts)
            {
                await peer.AcceptAsync();
            }
        });
        await using HostIpcClient client = server.NewClient();
        (await Should.ThrowAsync<HostIpcConnectionException>(() => client.RunAsync(Command))).MayHaveRun.ShouldBeTrue();
    }

    [Fact]
    public async Task MayHaveRun_WhenARunningCommandIsRejected_ThenItIsTrue()
    {
        await using var server = new FakeServer(async peer =>
        {
            await peer.BeginAsync();
            await peer.SendAsync(FrameType.Rejected, Protocol.RejectedPayload.Write(new Rejection(RejectionReason.ShuttingDown, "")));
        });
        await using HostIpcClient client = server.NewClient();
        (await Should.ThrowAsync<HostIpcRejectedException>(() => client.RunAsync(Command))).MayHaveRun.ShouldBeTrue();
    }

    [Fact]
    public async Task MayHaveRun_WhenAQueryFails_ThenItIsFalse()
    {
        await using var server = new FakeServer(peer => peer.GreetAsync());
        await using HostIpcClient client = server.NewClient();
        (await Should.ThrowAsync<HostIpcException>(() => client.GetStatusAsync())).MayHaveRun.ShouldBeFalse();
    }

    [Fact]
    public async Task Timeout_WhenTheServerDoesNotAnswer_ThenTheSocketIsClosedAndItMayHaveRun()
    {
        var closed = new TaskCompletionSource();
        await using var server = new FakeServer(async peer =>
        {
            await peer.GreetAsync();
            while (await peer.ReadAsync() is not null)
            {
                // The request, and the ping that asks for a sign of life: neither is answered.
            }

            closed.SetResult();
        });
        await using HostIpcClient client = server.NewClient(options => options.AnswerTimeout = TimeSpan.FromMilliseconds(200));

        (await Should.ThrowAsync<HostIpcConnectionException>(() => client.RunAsync(Command))).MayHaveRun.ShouldBeTrue();

        await Eventually.Ends(closed.Task);
    }

    [Fact]
    public async Task EnsureSuccess_WhenTheCommandFailed_ThenTheExceptionHasTheResultAndTheErrorsEnd()
    {
        var failed = new CommandOutput(new CommandResult { ExitCode = 3 }, default, "no\u001b[31m such\nthing\n"u8.ToArray());
        HostIpcCommandException thrown = Should.Throw<HostIpcCommandException>(() => failed.EnsureSuccess());
        thrown.Message.ShouldBe("the command exited with 3: no [31m such thing");
        thrown.Result.ShouldBe(failed.Result);
        thrown.MayHaveRun.ShouldBeTrue();
        Should.Throw<HostIpcCommandException>(() => new CommandResult { Signal = 9, TimedOut = true }.EnsureSuccess()).Message.ShouldBe("the command's time was up: it was ended by signal 9");
        Should.Throw<HostIpcCommandException>(() => new CommandResult { ExitCode = 0, OutputExceeded = true }.EnsureSuccess());
        var succeeded = new CommandOutput(new CommandResult { ExitCode = 0 }, "x"u8.ToArray(), default);
        succeeded.EnsureSuccess().ShouldBeSameAs(succeeded);
        await Task.CompletedTask;
    }

    [Fact]
    public async Task Fake_WhenItTakesTheClientsPlace_ThenAllThatCodeSeesCanBeMade()
    {
        IHostIpcClient client = new FakeClient();
        (await client.RunAsync("df", "-h")).OutputText.ShouldBe("df -h");
        await using IRunningCommand command = await client.StartAsync(Command);
        var lines = new List<string>();
        await foreach (OutputText line in command.ReadLinesAsync())
        {
            lines.Add(line.Text);
        }

        lines.ShouldBe(["é", "two"]);
        (await Should.ThrowAsync<HostIpcConnectionException>(() => client.PingAsync())).MayHaveRun.ShouldBeTrue();
        Should.Throw<HostIpcRejectedException>(() => { throw new HostIpcRejectedException(RejectionReason.Busy, "later"); }).Message.ShouldBe("busy: later");
    }

    [Fact]
    public async Task Fake_WhenItHasTheNecessaryAlone_ThenTheRestFollowsOrSaysWhatIsMissing()
    {
        IHostIpcClient client = new FakeClient();
        using var output = new MemoryStream();
        (await client.RunAsync(Command, null, output, Stream.Null)).ExitCode.ShouldBe(0);
        Encoding.UTF8.GetString(output.ToArray()).ShouldBe("df -h");
        (await Should.ThrowAsync<NotSupportedException>(() => client.GetStatusAsync())).Message.ShouldBe("FakeClient does not implement IHostIpcClient.GetStatusAsync.");
        (await Should.ThrowAsync<NotSupportedException>(() => client.SendAsync("ls"))).Message.ShouldBe("FakeClient does not implement IHostIpcClient.SendAsync.");

        await using IRunningCommand command = await client.StartAsync(Command);
        command.TakesInput.ShouldBeFalse();
        await command.WriteInputAsync("nobody reads this"u8.ToArray());
        await command.CompleteInputAsync();
        await command.SignalAsync(15);
        (await command.WaitAsync()).ExitCode.ShouldBe(0);
    }

    [Fact]
    public void Services_WhenTheApplicationConfiguresTheClient_ThenThatHoldsAndIsChecked()
    {
        var services = new ServiceCollection();
        services.Configure<HostIpcClientOptions>(options => options.Endpoint = "unix:/configured.sock");
        services.AddHostIpcClient();
        using ServiceProvider provider = services.BuildServiceProvider();
        provider.GetRequiredService<IOptions<HostIpcClientOptions>>().Value.Endpoint.ShouldBe("unix:/configured.sock");
        provider.GetRequiredService<IHostIpcClient>().ShouldBeSameAs(provider.GetRequiredService<HostIpcClient>());

        services.Configure<HostIpcClientOptions>(options => options.AnswerTimeout = TimeSpan.Zero);
        Should.Throw<OptionsValidationException>(() => services.BuildServiceProvider().GetRequiredService<HostIpcClient>()).Message.ShouldContain("AnswerTimeout");
    }

    private sealed class FakeClient : IHostIpcClient
    {
        public Task<CommandOutput> RunAsync(HostCommand command, Stream? input = null, CancellationToken cancellationToken = default, CancellationToken gracefulCancellationToken = default) =>
            Task.FromResult(new CommandOutput(new CommandResult { ExitCode = 0 }, Encoding.UTF8.GetBytes("df -h"), default));

        public Task<IRunningCommand> StartAsync(HostCommand command, bool withInput = false, CancellationToken cancellationToken = default) => Task.FromResult<IRunningCommand>(new FakeCommand());

        public Task<TimeSpan> PingAsync(CancellationToken cancellationToken = default) => throw new HostIpcConnectionException("gone") { MayHaveRun = true };
    }

    private sealed class FakeCommand : IRunningCommand
    {
        public async IAsyncEnumerable<OutputChunk> ReadOutputAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            yield return new OutputChunk(OutputKind.Stdout, new byte[] { 0xc3 });
            await Task.Yield();
            yield return new OutputChunk(OutputKind.Stdout, new byte[] { 0xa9, (byte)'\n', (byte)'t', (byte)'w', (byte)'o' });
        }

        public Task<CommandResult> WaitAsync(CancellationToken cancellationToken = default) => Task.FromResult(new CommandResult { ExitCode = 0 });
    }
}
