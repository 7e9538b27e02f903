using HostIpc.Execution;
using HostIpc.Execution.Linux;

namespace HostIpc.Core.Tests.Execution;

/// <summary>Looks at every thread of the process, so nothing else may take on other ids meanwhile.</summary>
[Collection(nameof(Alone))]
public sealed class RunAsIsolationTests
{
    [RootFact]
    public async Task Run_WhenManyRunAsManyUsers_ThenEachIsItsOwnAndTheServerStaysWhatItIs()
    {
        using var executor = new ProcessExecutor(new ExecutionOptions(), TimeProvider.System);
        string before = Credentials();
        string?[] users = [null, "nobody", "77777:88888", "daemon", "nobody:daemon"];
        string[] expected = ["0 0", "65534 65534", "77777 88888", "1 1", "65534 1"];
        for (int round = 0; round < 10; round++)
        {
            RecordedRun[] runs = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => RecordedRun.ShellAsync(executor, users[i % 5], "echo $(id -u) $(id -g)")));
            runs.Select(run => run.Lines.Single()).ShouldBe(Enumerable.Range(0, 50).Select(i => expected[i % 5]));
        }

        Credentials().ShouldBe(before);
    }

    // Of every thread but those that come and go.
    private static string Credentials() => string.Join('\n', Directory.EnumerateDirectories("/proc/self/task").SelectMany(ReadCredentials).Distinct().Order());

    private static string[] ReadCredentials(string task)
    {
        try
        {
            return [.. File.ReadLines($"{task}/status").Where(line => line.StartsWith("Uid", StringComparison.Ordinal) || line.StartsWith("Gid", StringComparison.Ordinal))];
        }
        catch (IOException)
        {
            return []; // it has ended
        }
    }
}
