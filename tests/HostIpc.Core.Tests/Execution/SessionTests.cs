using System.Diagnostics;
using System.Text;
using HostIpc.Execution;
using HostIpc.Execution.Linux;

namespace HostIpc.Core.Tests.Execution;

public sealed class SessionTests
{
    // As when /proc cannot be read for want of a descriptor: whoever is to be ended must then be taken for alive.
    [Fact]
    public void FindOthers_WhenNotEvenTheLeaderIsSeen_ThenNobodyIsTakenForGone() => Session.FindOthers(int.MaxValue, Stopwatch.GetTimestamp()).ShouldBeNull();

    [Fact]
    public void Members_WhenAProcessStartsASession_ThenTheTableHasAllOfIt()
    {
        using var process = Process.Start(new ProcessStartInfo("setsid", ["sh", "-c", "sleep 31.5 & echo $$ $!; wait"]) { RedirectStandardOutput = true })!;
        int[] ids = [.. process.StandardOutput.ReadLine()!.Split(' ').Select(int.Parse)];
        try
        {
            Session.FindMembers(ids[0], Stopwatch.GetTimestamp())!.ShouldBe(ids, ignoreOrder: true);
            Session.FindOthers(ids[0], Stopwatch.GetTimestamp())!.ShouldHaveSingleItem().Id.ShouldBe(ids[1]);
        }
        finally
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
        }
    }

    [Fact]
    public async Task End_WhenManyCommandsAreEndedAtOnce_ThenTheyShareTheLooksAtTheProcessTable()
    {
        const int Count = 40;
        using var executor = new ProcessExecutor(new ExecutionOptions(), TimeProvider.System);
        using var gone = new CancellationTokenSource();
        RecordedRun[] runs = [.. Enumerable.Range(0, Count).Select(_ => new RecordedRun())];
        Task<ExecutionResult>[] results = [.. runs.Select(run => Task.Run(() =>
            executor.ExecuteAsync(new ExecutionPlan { ShellLine = Encoding.UTF8.GetBytes("echo ready; exec sleep 33.5") }, run.Context, gone.Token).AsTask()))];
        await Eventually.BecomesTrue(() => runs.All(run => run.Output.Length > 0));
        int before = Session.Walks;
        await gone.CancelAsync();
        (await Task.WhenAll(results)).ShouldAllBe(result => result.Result!.Signal == 15);

        // Other tests walk meanwhile.
        (Session.Walks - before).ShouldBeLessThan(Count);
    }
}
