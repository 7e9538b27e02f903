using System.Diagnostics;

namespace HostIpc.EndToEnd.Tests.TestSupport;

/// <summary>A native hostipcd on this machine, without settings and in a directory of its own, as eng/bench-peers starts it.</summary>
internal sealed class NativeServer : IAsyncDisposable
{
    private readonly string _directory = TemporaryDirectories.Create("hostipc-e2e-native-").FullName;
    private readonly Process _process;

    private NativeServer(string native)
    {
        // Its console goes to a file: whoever had to read it would take time from what is timed.
        _process = Process.Start(new ProcessStartInfo("sh", ["-c", "exec env -i NAMED_PIPE=\"$0/channel\" HOSTIPC__Docker__Socket= \"$1\" > \"$0/console\" 2>&1", _directory, $"{native}/hostipcd"]))!;
    }

    public string Socket => $"{_directory}/hostipc.sock";

    public static async Task<NativeServer> StartAsync(string native)
    {
        var server = new NativeServer(native);
        try
        {
            var environment = new Dictionary<string, string> { ["HOSTIPC_ENDPOINT"] = $"unix:{server.Socket}" };
            await Eventually.Finds(async () => $"{await Programs.RunAsync($"{native}/hostipc", ["ping"], environment)}\n{server.Console}", found => found.Contains(": exit 0\n", StringComparison.Ordinal), seconds: 10);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    public ServerFootprint Footprint => ServerFootprint.Of(_process.Id);

    private string Console => File.Exists($"{_directory}/console") ? File.ReadAllText($"{_directory}/console") : "";

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(_directory, recursive: true);
    }
}
