namespace HostIpc.Client;

/// <summary>How many descriptors the process has open.</summary>
internal static class Descriptors
{
    /// <summary>The same, once the framework has opened what it keeps for sockets.</summary>
    public static async Task<int> CountAfterWarmUpAsync()
    {
        await using (var server = new FakeServer(Scripts.EchoRequestsAsync))
        {
            await using HostIpcClient client = server.NewClient();
            await client.PingAsync();
        }

        return Count();
    }

    public static int Count() => Directory.GetFileSystemEntries("/proc/self/fd").Length;
}
