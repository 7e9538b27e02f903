namespace HostIpc.Server.Verbs;

public sealed class ServeTests
{
    private const string Deaf = "echo pid $$; trap '' TERM; while :; do sleep 1; done\n";

    // How many are left over when no command can have its three any more is different each time.
    [Theory]
    [InlineData(160)]
    [InlineData(161)]
    [InlineData(162)]
    public async Task Timeout_WhenNoDescriptorIsLeft_ThenTheCommandIsStillKilled(int descriptors)
    {
        using var server = new ServerProcess();
        server.Environment["HOSTIPC__Fifo__Concurrency"] = "100";
        server.Environment["HOSTIPC__Limits__MaxConcurrentCommands"] = "100";
        server.Environment["HOSTIPC__Execution__Timeout"] = "00:00:02";
        server.Environment["HOSTIPC__Execution__KillGrace"] = "00:00:00.500";
        server.Start($"ulimit -n {descriptors}; exec $SERVER");
        await ServerProcess.UntilAsync(() => File.Exists(server.Fifo));

        // The first loads the code: without a descriptor that ends the runtime.
        await WriteAsync(server, Deaf);
        await ServerProcess.UntilAsync(() => Count(server, "=") == 1);
        await WriteAsync(server, string.Concat(Enumerable.Repeat(Deaf, 60)));
        await ServerProcess.UntilAsync(() => Count(server, "=") + Count(server, "x") == 61);
        server.Log.ShouldContain("Too many open files");
        foreach (string line in server.Log.Split('\n').Where(line => line.Contains("> pid ", StringComparison.Ordinal)))
        {
            Directory.Exists($"/proc/{line.Split(' ')[^1]}").ShouldBeFalse(server.Log);
        }
    }

    private static Task WriteAsync(ServerProcess server, string lines) =>
        File.WriteAllTextAsync(server.Fifo, lines, TestContext.Current.CancellationToken);

    private static int Count(ServerProcess server, string mark) =>
        server.Log.Split('\n').Count(line => line.Split(' ') is [_, _, var found, ..] && found == mark);
}
