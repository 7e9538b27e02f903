using System.Diagnostics;

namespace HostIpc.Server.Verbs;

/// <summary>A directory of the server's endpoints that somebody else can write to, and does, all the time.</summary>
public sealed class HostileDirectoryTests
{
    private const int Rounds = 8;
    private const int Configuration = 78;

    private static readonly string[] Names = ["channel", "hostipc.sock", "hostipc", "log", "channel.before-start"];

    [Fact]
    public async Task Start_WhenEveryPathIsSwappedMeanwhile_ThenNothingOutsideIsTouchedAndTheServerEndsInOrder()
    {
        using var server = new ServerProcess();
        string directory = server.Path;
        string victims = TemporaryDirectories.Create("hostipc-victims-").FullName;
        try
        {
            string secret = $"{victims}/secret";
            await File.WriteAllTextAsync(secret, "secret");
            File.SetUnixFileMode(secret, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            string closed = Directory.CreateDirectory($"{victims}/closed").FullName;
            File.SetUnixFileMode(closed, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            string before = Look(victims);

            using var stop = new CancellationTokenSource();
            Task attack = Task.Run(() => Swap(directory, secret, closed, stop.Token));
            int served = 0;
            for (int round = 0; round < Rounds; round++)
            {
                Process process = server.Start("exec timeout --signal=TERM --kill-after=20 2 $SERVER");
                Task<string> error = process.StandardError.ReadToEndAsync();
                _ = process.StandardOutput.ReadToEndAsync();
                using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(30));
                await process.WaitForExitAsync(bound.Token);

                // 124: it served, and ended when it was told to.
                process.ExitCode.ShouldBeOneOf([Configuration, 124], await error);
                (await error).ShouldNotContain("Unhandled exception");
                served += process.ExitCode == 124 ? 1 : 0;
            }

            await stop.CancelAsync();
            await attack;
            served.ShouldBePositive("the server never came to serve, so little of it was attacked");
            Look(victims).ShouldBe(before, $"after {Rounds} rounds, {served} of which served");
            (await File.ReadAllTextAsync(secret)).ShouldBe("secret");
        }
        finally
        {
            Directory.Delete(victims, recursive: true);
        }
    }

    // What is there: kind, mode and length of each. Nothing may be new, wider, longer or gone.
    private static string Look(string directory) => string.Join('\n', new DirectoryInfo(directory).EnumerateFileSystemInfos("*", SearchOption.AllDirectories)
        .OrderBy(info => info.FullName, StringComparer.Ordinal)
        .Select(info => $"{info.FullName} {info.Attributes} {info.UnixFileMode} {(info as FileInfo)?.Length}"));

    private static void Swap(string directory, string secret, string closed, CancellationToken stop)
    {
        var random = new Random(7);
        while (!stop.IsCancellationRequested)
        {
            string path = $"{directory}/{Names[random.Next(Names.Length)]}";
            try
            {
                Remove(path);
                switch (random.Next(6))
                {
                    case 0:
                        File.CreateSymbolicLink(path, secret);
                        break;
                    case 1:
                        File.CreateSymbolicLink(path, $"{closed}/new");
                        break;
                    case 2:
                        File.CreateSymbolicLink(path, "/dev/full");
                        break;
                    case 3:
                        Directory.CreateDirectory(path);
                        break;
                    case 4:
                        File.CreateSymbolicLink(path, closed);
                        break;
                    default:
                        File.WriteAllText(path, "planted\n");
                        break;
                }

                // Most of the time nothing is there: a server that gives up at the first look would show nothing of the later ones.
                SimulatedWork.TakesBlocking(random.Next(2));
                Remove(path);
                SimulatedWork.TakesBlocking(random.Next(30));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // The server was faster.
            }
        }
    }

    private static void Remove(string path)
    {
        if (Directory.Exists(path) && File.ResolveLinkTarget(path, returnFinalTarget: false) is null)
        {
            Directory.Delete(path);
        }
        else
        {
            File.Delete(path);
        }
    }
}
