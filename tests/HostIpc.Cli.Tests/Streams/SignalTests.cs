using System.Diagnostics;
using HostIpc.Interop;

namespace HostIpc.Cli.Streams;

public sealed class SignalTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(10)]
    [InlineData(12)]
    [InlineData(14)]
    [InlineData(15)]
    [InlineData(18)]
    [InlineData(28)]
    public async Task Signal_WhenItComes_ThenItGoesToTheCommandAsOftenAsItComes(int signal)
    {
        var seen = new List<int>();
        using var arrived = new SemaphoreSlim(0);
        await using CommandServer server = CommandServer.Running(async command =>
        {
            await command.WriteAsync(1, "running\n");
            for (int i = 0; i < 3; i++)
            {
                seen.Add(await command.ReadSignalAsync());
                arrived.Release();
            }

            await command.ExitAsync(5);
        });
        using Process process = CliProcess.Start(server.Endpoint, "run", "x");
        (await process.StandardOutput.ReadLineAsync()).ShouldBe("running");
        for (int i = 0; i < 3; i++)
        {
            Libc.Kill(process.Id, signal).ShouldBe(0);
            (await arrived.WaitAsync(Bound.Time)).ShouldBeTrue();
        }

        CliResult result = await CliProcess.FinishAsync(process);
        result.ExitCode.ShouldBe(5, result.Error);
        seen.ShouldBe([signal, signal, signal]);
    }

    [Fact]
    public async Task Signal_WhenTheCommandIsNotThereYet_ThenItGetsItWhenItIs()
    {
        Process? process = null;
        int seen = 0;
        await using var server = new CommandServer(async conversation =>
        {
            await conversation.ReadRequestAsync();
            Libc.Kill(process!.Id, Signals.Terminate).ShouldBe(0);
            await UntilTakenAsync(process.Id, Signals.Terminate);
            await conversation.AcceptAsync();
            seen = await conversation.ReadSignalAsync();
            await conversation.ExitBySignalAsync(seen);
        });
        process = CliProcess.Start(server.Endpoint, "run", "x");
        using (process)
        {
            CliResult result = await CliProcess.FinishAsync(process);
            result.ExitCode.ShouldBe(143, result.Error);
            seen.ShouldBe(Signals.Terminate);
        }
    }

    [Fact]
    public async Task Signal_WhenTheServerDoesNotAccept_ThenItEndsTheWaiting()
    {
        Process? process = null;
        await using var server = new CommandServer(async conversation =>
        {
            await conversation.ReadRequestAsync();
            Libc.Kill(process!.Id, Signals.Interrupt).ShouldBe(0);
            await conversation.Gone.WaitAsync(Bound.Time);
        });
        process = CliProcess.Start(server.Endpoint, "run", "x");
        using (process)
        {
            var time = Stopwatch.StartNew();
            CliResult result = await CliProcess.FinishAsync(process);
            result.ExitCode.ShouldBe(130, result.Error);
            result.Error.ShouldBeEmpty();
            time.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(10));
        }
    }

    [Fact]
    public async Task Signal_WhenItIsIgnoredFromTheStart_ThenItIsNotForwarded()
    {
        await using CommandServer server = CommandServer.Running(async command =>
        {
            await command.WriteAsync(1, "running\n");
            int signal;
            do
            {
                signal = await command.ReadSignalAsync();
                await command.WriteAsync(2, $"{signal} ");
            }
            while (signal != Signals.Terminate);
            await command.ExitAsync(0);
        });

        // As under nohup.
        CliResult result = await CliProcess.ScriptAsync(
            server.Endpoint, $"cd {server.Path}; mkfifo out; trap '' HUP; $HOSTIPC run x >out & read line <out; kill -HUP $!; sleep 0.2; kill -TERM $!; wait $!");
        result.Error.ShouldBe("15 ");
    }

    [Theory]
    [InlineData(1, "Hangup")]
    [InlineData(3, "Quit")]
    [InlineData(10, "User defined signal 1")]
    [InlineData(15, "Terminated")]
    public async Task Signal_WhenTheCommandEndsByIt_ThenThisProcessEndsByItToo(int signal, string word)
    {
        await using CommandServer server = CommandServer.Running(async command =>
        {
            await command.WriteAsync(1, "running\n");
            await command.ExitBySignalAsync(await command.ReadSignalAsync());
        });

        // A shell says what a program was ended by, and only that.
        CliResult result = await CliProcess.ScriptAsync(
            server.Endpoint, $"cd {server.Path}; mkfifo out; ulimit -c unlimited; (read line <out; kill -{signal} $(cat pid)) & sh -c 'echo $$ >pid; exec $HOSTIPC run x' >out; echo $?; ls");
        result.OutputText.ShouldBe($"{128 + signal}\nhostipc.sock\nout\npid\n", result.Error);
        result.Error.ShouldContain(word);
        result.Error.ShouldNotContain("core dumped");
    }

    [Fact]
    public async Task Signal_WhenTheCommandEndsByAnotherOne_ThenThisProcessExitsWithItsNumber()
    {
        await using CommandServer server = CommandServer.Running(command => command.ExitBySignalAsync(Signals.Terminate));
        CliResult result = await CliProcess.ScriptAsync(server.Endpoint, "$HOSTIPC run x; echo $?");
        result.OutputText.ShouldBe("143\n");
        result.Error.ShouldBeEmpty();
    }

    [Fact]
    public async Task Interrupt_WhenTheCommandEndsByIt_ThenTheShellsLoopEnds()
    {
        Assert.SkipUnless(File.Exists("/bin/bash"), "bash is needed, whose loop it is");
        int requests = 0;
        await using var server = new CommandServer(async conversation =>
        {
            await conversation.ReadRequestAsync();
            requests++;
            await conversation.AcceptAsync();
            await conversation.WriteAsync(1, "running\n");
            await conversation.ExitBySignalAsync(await conversation.ReadSignalAsync());
            await conversation.Gone;
        });

        // As Ctrl-C does it: the whole process group gets the signal.
        using Process shell = CliProcess.StartProgram(server.Endpoint, "setsid", "bash", "-c", "for i in 1 2 3; do $HOSTIPC run x; done; echo over");
        (await shell.StandardOutput.ReadLineAsync()).ShouldBe("running");
        Libc.Kill(-shell.Id, Signals.Interrupt).ShouldBe(0);
        CliResult result = await CliProcess.FinishAsync(shell);
        result.ExitCode.ShouldBe(130, result.Error);
        result.OutputText.ShouldBeEmpty();
        requests.ShouldBe(1);
    }

    [Fact]
    public async Task Stop_WhenItComesFromATerminal_ThenTheCommandIsStoppedFirstAndBothGoOnTogether()
    {
        var seen = new List<int>();
        using var arrived = new SemaphoreSlim(0);
        await using CommandServer server = CommandServer.Running(async command =>
        {
            await command.WriteAsync(1, "running\n");
            for (int i = 0; i < 4; i++)
            {
                seen.Add(await command.ReadSignalAsync());
                arrived.Release();
            }

            await command.ExitAsync(0);
        });
        using Process process = CliProcess.Start(server.Endpoint, "run", "x");
        (await process.StandardOutput.ReadLineAsync()).ShouldBe("running");
        for (int i = 0; i < 2; i++)
        {
            Libc.Kill(process.Id, Signals.TerminalStop).ShouldBe(0);
            (await arrived.WaitAsync(Bound.Time)).ShouldBeTrue();
            await UntilStoppedAsync(process.Id);
            Libc.Kill(process.Id, Signals.Continue).ShouldBe(0);
            (await arrived.WaitAsync(Bound.Time)).ShouldBeTrue();
        }

        CliResult result = await CliProcess.FinishAsync(process);
        result.ExitCode.ShouldBe(0, result.Error);
        seen.ShouldBe([20, 18, 20, 18]);
    }

    private static async Task UntilStoppedAsync(int process) =>
        await Eventually.BecomesTrue(() => File.ReadAllText($"/proc/{process}/stat").Contains(") T ", StringComparison.Ordinal));

    // The process has no such signal pending any more: its handler has it.
    private static async Task UntilTakenAsync(int process, int signal) => await Eventually.BecomesTrue(
        () => !File.ReadLines($"/proc/{process}/status").Where(line => line.StartsWith("ShdPnd:", StringComparison.Ordinal))
            .Any(line => (Convert.ToUInt64(line.Split('\t')[1], 16) >> (signal - 1) & 1) != 0));
}
