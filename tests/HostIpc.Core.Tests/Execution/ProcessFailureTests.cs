using System.Globalization;
using HostIpc.Execution;
using HostIpc.Execution.Linux;
using HostIpc.Identity;
using HostIpc.Interop;
using HostIpc.Protocol;

namespace HostIpc.Core.Tests.Execution;

public sealed class ProcessFailureTests
{
    [Fact]
    public async Task Command_WhenItsOutputCannotBeTaken_ThenItLeavesNoZombie()
    {
        using var executor = new ProcessExecutor(new ExecutionOptions(), TimeProvider.System);
        for (int i = 0; i < 3; i++)
        {
            await Should.ThrowAsync<IOException>(executor.ExecuteAsync(
                new ExecutionPlan { ShellLine = "echo x"u8.ToArray() }, new CommandExecution(Peer.Fifo, new ThrowingOutput()), CancellationToken.None).AsTask());
        }

        // Other tests' are there for a moment.
        await Eventually.BecomesTrue(() => Zombies() == 0);
    }

    [Fact]
    public async Task Command_WhenItsDirectoryIsAFile_ThenItSaysSo()
    {
        using var executor = new ProcessExecutor(new ExecutionOptions(), TimeProvider.System);
        RecordedRun run = await RecordedRun.PlanAsync(executor, new ExecutionPlan { Arguments = ["pwd"], Settings = new CommandSettings { Directory = "/etc/passwd" } });
        run.Rejection.ShouldBe(new Rejection(RejectionReason.BadArguments, "the working directory /etc/passwd: Not a directory"));
    }

    private static int Zombies() => Directory.EnumerateDirectories("/proc/self/task")
        .SelectMany(ChildrenOf)
        .Count(child => ProcessStatus.TryRead(int.Parse(child, CultureInfo.InvariantCulture), out ProcessStatus status) && status.State == 'Z');

    private static string[] ChildrenOf(string thread)
    {
        try
        {
            return File.ReadAllText($"{thread}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        }
        catch (IOException)
        {
            return []; // the thread has ended
        }
    }

    private sealed class ThrowingOutput : IOutputSink
    {
        public ValueTask WriteAsync(OutputKind kind, ReadOnlyMemory<byte> data, CancellationToken cancellationToken) => throw new IOException("gone");
    }
}
