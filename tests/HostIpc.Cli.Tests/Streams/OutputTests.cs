using System.Diagnostics;
using HostIpc.Interop;

namespace HostIpc.Cli.Streams;

public sealed class OutputTests
{
    [Fact]
    public async Task Output_WhateverItsBytes_ThenBothStreamsArriveApart()
    {
        byte[] output = new byte[3 * 1024 * 1024];
        new Random(2).NextBytes(output);
        await using CommandServer server = CommandServer.Running(async command =>
        {
            foreach (byte[] part in output.Chunk(65536))
            {
                await command.SendAsync(1, part);
                await command.WriteAsync(2, "e");
            }

            await command.ExitAsync(0);
        });
        CliResult result = await CliProcess.RunAsync(server.Endpoint, "run", "x");
        result.Output.ShouldBe(output);
        result.Error.ShouldBe(new string('e', 48));
        result.ExitCode.ShouldBe(0);
    }

    [Fact]
    public async Task Output_WhenTheCommandStillRuns_ThenItIsThereAlready()
    {
        var seen = new TaskCompletionSource();
        await using CommandServer server = CommandServer.Running(async command =>
        {
            await command.WriteAsync(1, "prompt> ");
            await seen.Task.WaitAsync(Bound.Time);
            await command.ExitAsync(0);
        });
        using Process process = CliProcess.Start(server.Endpoint, "run", "x");
        byte[] prompt = new byte[8];
        await process.StandardOutput.BaseStream.ReadExactlyAsync(prompt).AsTask().WaitAsync(Bound.Time);
        seen.SetResult();
        (await CliProcess.FinishAsync(process)).ExitCode.ShouldBe(0);
    }

    [Theory]
    [InlineData(1, "")]
    [InlineData(2, "2>&1 >/dev/null")]
    public async Task Output_WhenItsReaderHasGone_ThenTheCommandGetsSigPipe(byte stream, string redirection)
    {
        int seen = 0;
        await using CommandServer server = CommandServer.Running(async command =>
        {
            Task<int> signal = command.ReadSignalAsync();
            while (!signal.IsCompleted && !command.Gone.IsCompleted)
            {
                await command.WriteAsync(stream, "y\n");
            }

            seen = signal.IsCompleted ? await signal : 0;
            await command.ExitBySignalAsync(Signals.Pipe);
        });
        CliResult result = await CliProcess.ScriptAsync(server.Endpoint, $"exec 3>&2; {{ $HOSTIPC run yes {redirection}; echo $? >&3; }} | head -n 1");
        result.OutputText.ShouldBe("y\n");
        result.Error.ShouldBe("141\n");
        seen.ShouldBe(Signals.Pipe);
    }

    [Fact]
    public async Task Output_WhenItsReaderHasGoneAndTheCommandWritesOn_ThenItIsEndedWithTheConnection()
    {
        await using CommandServer server = CommandServer.Running(async command =>
        {
            while (!command.Gone.IsCompleted)
            {
                await command.WriteAsync(1, "y\n");
                await SimulatedWork.Takes(10, CancellationToken.None);
            }
        });
        CliResult result = await CliProcess.ScriptAsync(server.Endpoint, "{ $HOSTIPC run yes; echo $? >&2; } | true");
        result.Error.ShouldBe("141\n");
    }

    [Theory]
    [InlineData(">/dev/full", "standard output cannot be written: No space left on device")]
    [InlineData(">&-", "standard output cannot be written: Bad file descriptor")]
    public async Task Output_WhenItCannotBeWritten_ThenTheCommandIsEnded(string redirection, string saying)
    {
        await using CommandServer server = CommandServer.Running(async command =>
        {
            await command.WriteAsync(1, "precious");
            await command.Gone.WaitAsync(Bound.Time);
        });
        (await CliProcess.ScriptAsync(server.Endpoint, $"$HOSTIPC run x {redirection}")).ShouldFailWith(125, saying);
    }

    [Theory]
    [InlineData("2>&-")]
    [InlineData("<&- 2>&-")]
    public async Task Error_WhenItIsClosed_ThenWhatIsWrittenThereIsLostAndNothingElse(string redirection)
    {
        await using CommandServer server = CommandServer.Running(async command =>
        {
            await command.WriteAsync(2, "a warning");
            await command.WriteAsync(1, "result");
            await command.ExitAsync(4);
        });
        CliResult result = await CliProcess.ScriptAsync(server.Endpoint, $"$HOSTIPC run x {redirection}");
        result.OutputText.ShouldBe("result");
        result.ExitCode.ShouldBe(4);
    }

    [Theory]
    [InlineData("2>&-")]
    [InlineData("<&- >&- 2>&-")]
    public async Task Error_WhenItIsClosed_ThenTheExitCodeSaysWhatIsWrong(string redirection) =>
        (await CliProcess.ScriptAsync(CliProcess.Nowhere, $"$HOSTIPC run x {redirection}")).ExitCode.ShouldBe(125);

    [Fact]
    public async Task Output_WhenItsDescriptorDoesNotBlock_ThenAFullPipeIsWaitedFor()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/perl"), "perl is needed to make a descriptor non-blocking");
        byte[] output = new byte[1024 * 1024];
        new Random(3).NextBytes(output);
        string readNow = Path.GetTempFileName();
        File.Delete(readNow);
        await using CommandServer server = CommandServer.Running(async command =>
        {
            Task sending = SendAsync(command);

            // Long enough for the pipe to be full and found full.
            await Never.Within(TimeSpan.FromSeconds(1), () => sending.IsCompleted, "a pipe that is found full has no event");
            File.Create(readNow).Dispose();
            await sending;
            await command.ExitAsync(0);
        });
        CliResult result = await CliProcess.ScriptAsync(
            server.Endpoint, $"{{ {InputTests.Perl("STDOUT")} $HOSTIPC run x || echo failed; }} | {{ until [ -e {readNow} ]; do sleep 0.05; done; rm {readNow}; cat; }}");
        result.Output.ShouldBe(output, result.Error);

        async Task SendAsync(FakeConversation command)
        {
            foreach (byte[] part in output.Chunk(65536))
            {
                await command.SendAsync(1, part);
            }
        }
    }
}
