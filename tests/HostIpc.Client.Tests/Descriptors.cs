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

    /// <summary>Waits until no more are open than before, and lists them where that takes too long.</summary>
    public static async Task BecomeAsync(int before)
    {
        try
        {
            await Eventually.BecomesTrue(() => Count() <= before, seconds: 5);
        }
        catch (ShouldAssertException)
        {
            throw new ShouldAssertException($"{Count()} descriptors are open, {before} were: {string.Join(", ", Targets())}");
        }
    }

    public static int Count() => Targets().Count();

    // Assemblies and their symbols stay open once they are loaded, which happens at any time.
    private static IEnumerable<string> Targets() => Directory.GetFileSystemEntries("/proc/self/fd")
        .Select(path => new FileInfo(path).LinkTarget ?? "").Where(target => target.Length > 0 && Path.GetExtension(target) is not (".dll" or ".pdb"));
}
