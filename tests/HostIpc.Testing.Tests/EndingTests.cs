using System.IO.Pipelines;

namespace HostIpc.Testing;

public sealed class EndingTests : IDisposable
{
    private readonly InMemoryHost _host = new();

    public void Dispose() => _host.Dispose();

    [Fact]
    public async Task Cancel_WhenTheCommandHangs_ThenTheClientHasItsCancellationAndTheCallKnows()
    {
        _host.OnCommand("sleep", static call => call.HangAsync());
        await using HostIpcClient client = _host.CreateClient();
        using var cancelling = new CancellationTokenSource();
        Task<CommandOutput> running = client.RunAsync(HostCommand.Program("sleep"), cancellationToken: cancelling.Token);
        CommandCall call = await _host.WaitForCallAsync().Within();

        await cancelling.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => running.Within());
        await call.Ended.Within();
        call.Cancelled.IsCancellationRequested.ShouldBeTrue();
        (call.Result, call.Rejection, call.Exception).ShouldBe((null, null, null));
    }

    [Fact]
    public async Task GracefulCancel_WhenTheCommandHangs_ThenItGetsSigtermAndEndsByIt()
    {
        _host.OnCommand("sleep", static async call =>
        {
            await call.WriteOutputAsync("ready");
            await call.HangAsync();
        });
        await using HostIpcClient client = _host.CreateClient();
        using var ending = new CancellationTokenSource();
        var output = new Pipe();
        Task<CommandResult> running = client.RunAsync(HostCommand.Program("sleep"), null, output.Writer.AsStream(), Stream.Null, gracefulCancellationToken: ending.Token);
        await output.Reader.ReadAtLeastAsync(5).AsTask().Within();
        CommandCall call = _host.Calls[0];

        await ending.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => running.Within());
        await call.Ended.Within();
        (call.Signals.Contains(15), call.Result?.Signal).ShouldBe((true, 15));
    }

    [Fact]
    public async Task Signal_WhenTheHandlerWaitsForIt_ThenItDecidesWhatComesOfIt()
    {
        _host.OnCommand("server", static async call =>
        {
            await call.AcceptAsync();
            await call.WriteOutputAsync($"got {await call.WaitForSignalAsync()}, {await call.WaitForSignalAsync()}");
            call.Reply(exitCode: 7);
        });
        await using HostIpcClient client = _host.CreateClient();
        await using RunningCommand command = await client.StartAsync(HostCommand.Program("server")).Within();

        await command.SignalAsync(1);
        await command.SignalAsync(10);

        var text = "";
        await foreach (OutputText piece in command.ReadTextAsync())
        {
            text += piece.Text;
        }

        text.ShouldBe("got 1, 10");
        (await command.WaitAsync().Within()).ExitCode.ShouldBe(7);
        _host.Calls[0].Signals.ShouldBe([1, 10]);
    }

    [Theory]
    [InlineData(18)]
    [InlineData(28)]
    public async Task Hang_WhenASignalComesThatEndsNoProgram_ThenItGoesOn(int signal)
    {
        _host.OnCommand("sleep", static call => call.HangAsync());
        await using HostIpcClient client = _host.CreateClient();
        await using RunningCommand command = await client.StartAsync(HostCommand.Program("sleep")).Within();

        await command.SignalAsync(signal);
        await command.SignalAsync(9);

        (await command.WaitAsync().Within()).Signal.ShouldBe(9);
    }

    [Fact]
    public async Task Hang_WhenTheCommandsTimeIsUp_ThenTheResultSaysSo()
    {
        _host.OnCommand("sleep", static call => call.HangAsync());
        await using HostIpcClient client = _host.CreateClient();

        CommandOutput output = await client.RunAsync(HostCommand.Program("sleep") with { Timeout = TimeSpan.FromMilliseconds(20) }).Within();

        (output.Result.TimedOut, output.Result.Signal).ShouldBe((true, 15));
    }

    [Fact]
    public async Task Dispose_WhenTheCommandRuns_ThenTheCallIsCancelled()
    {
        _host.OnCommand("sleep", static call => call.HangAsync());
        await using HostIpcClient client = _host.CreateClient();
        RunningCommand command = await client.StartAsync(HostCommand.Program("sleep")).Within();

        await command.DisposeAsync();

        await _host.Calls[0].Ended.Within();
        _host.Calls[0].Cancelled.IsCancellationRequested.ShouldBeTrue();
    }

    [Fact]
    public async Task Disconnect_WhenTheCommandRuns_ThenTheClientDoesNotKnowWhetherItRan()
    {
        _host.OnCommand("x", static async call =>
        {
            await call.WriteOutputAsync("part");
            call.Disconnect();
            await call.HangAsync();
        });
        await using HostIpcClient client = _host.CreateClient();

        (await Should.ThrowAsync<HostIpcConnectionException>(() => client.RunAsync("x").Within())).MayHaveRun.ShouldBeTrue();
    }

    [Fact]
    public async Task Stop_WhenTheHostGoesAwayAndComesBack_ThenClientsFailMeanwhileAndWorkAgain()
    {
        _host.OnCommand("x", static call => call.Reply("x")).OnCommand("sleep", static call => call.HangAsync());
        await using HostIpcClient client = _host.CreateClient();
        await client.RunAsync("x").Within();
        await using RunningCommand command = await client.StartAsync(HostCommand.Program("sleep")).Within();

        _host.Stop();

        (await Should.ThrowAsync<HostIpcConnectionException>(() => command.WaitAsync().Within())).MayHaveRun.ShouldBeTrue();
        HostIpcConnectionException refused = await Should.ThrowAsync<HostIpcConnectionException>(() => client.RunAsync("x").Within());
        refused.MayHaveRun.ShouldBeFalse();
        refused.Message.ShouldStartWith("no connection to memory:host: ");
        await Should.ThrowAsync<HostIpcSendException>(() => client.SendAsync("line").Within());

        _host.Start();
        (await client.RunAsync("x").Within()).OutputText.ShouldBe("x");
    }

    [Fact]
    public async Task WaitForCall_WhenACallCameBeforeOrComesLater_ThenItIsReturned()
    {
        _host.OnAnyCommand(static call => call.Reply());
        await using HostIpcClient client = _host.CreateClient();
        Task<CommandCall> second = _host.WaitForCallAsync(2);
        await client.RunAsync("first").Within();
        second.IsCompleted.ShouldBeFalse();

        await client.RunAsync("second").Within();

        (await second.Within()).Program.ShouldBe("second");
        (await _host.WaitForCallAsync().Within()).Program.ShouldBe("first");
    }
}
