using HostIpc.Interop;
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
            using LogFile? file = LogFileOpener.TryOpen(path, long.MaxValue, out _);
            opened += file is null ? 0 : 1;

            // The victim's last line has no end.
            file?.TryEndLastLine(out Errno _);
        }

        await stop.CancelAsync();
        await attack;
        opened.ShouldBePositive();
        (await File.ReadAllTextAsync(victim)).ShouldBe("no line");
    }

    [Fact]
    public void Open_WhenAFifoIsSwappedInAllTheTime_ThenItIsNeverOpened()
    {
        const uint exchange = 2; // RENAME_EXCHANGE
        using var directory = new TemporaryDirectory();
        string path = $"{directory.Path}/log";
        string planted = $"{directory.Path}/planted";
        File.WriteAllText(path, "");
        Libc.MkFifo(planted, 0x180).ShouldBe(0);

        // The watch is of the file, whatever its name is by now. O_PATH is no open.
        using var opens = new FileDescriptor(Libc.InotifyInit(Libc.InotifyNonBlocking | Libc.InotifyCloseOnExec));
        Libc.InotifyAddWatch(opens.Number, planted, InotifyOpen).ShouldBePositive();
        bool isOver = false;
        var attack = new Thread(() =>
        {
            while (!Volatile.Read(ref isOver))
            {
                _ = Libc.RenameAt2(Libc.CurrentDirectory, path, Libc.CurrentDirectory, planted, exchange);
            }
        });
        attack.Start();

        int opened = 0;
        int refused = 0;
        long end = Environment.TickCount64 + 20_000;
        while ((opened < Tries || refused < Tries) && Environment.TickCount64 < end)
        {
            using LogFile? file = LogFileOpener.TryOpen(path, long.MaxValue, out _);
            _ = file is null ? refused++ : opened++;
        }

        Volatile.Write(ref isOver, true);
        attack.Join();
        opened.ShouldBePositive();
        refused.ShouldBePositive();
        HasEvent(opens).ShouldBeFalse("a device in the place of the FIFO would have been opened");
    }

    private const InotifyMask InotifyOpen = (InotifyMask)0x20; // IN_OPEN

    private static unsafe bool HasEvent(FileDescriptor events)
    {
        byte* buffer = stackalloc byte[4096];
        return Libc.Read(events.Number, buffer, 4096) > 0;
    }
}
