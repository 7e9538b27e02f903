using HostIpc.Logging;

namespace HostIpc.Core.Tests.Logging;

public sealed class LogFileSwapTests
{
    private const int Tries = 3000;

    [Fact]
    public async Task Open_WhenThePathIsSwappedAllTheTime_ThenNoOtherFileIsEverWrittenTo()
    {
        using var directory = new TemporaryDirectory();
        string path = $"{directory.Path}/log";
        string victim = $"{directory.Path}/victim";
        await File.WriteAllTextAsync(victim, "no line");
        using var stop = new CancellationTokenSource();
        Task attack = Task.Run(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                File.WriteAllText($"{directory.Path}/plain", "");
                File.Move($"{directory.Path}/plain", path, overwrite: true);
                File.CreateSymbolicLink($"{directory.Path}/link", victim);
                File.Move($"{directory.Path}/link", path, overwrite: true);
            }
        });

        int opened = 0;
        for (int i = 0; i < Tries; i++)
        {
            // What it opens it ends the last line of, which the victim's lacks.
            using LogFile? file = LogFileOpener.TryOpen(path, out _);
            opened += file is null ? 0 : 1;
        }

        await stop.CancelAsync();
        await attack;
        opened.ShouldBePositive();
        (await File.ReadAllTextAsync(victim)).ShouldBe("no line");
    }
}
