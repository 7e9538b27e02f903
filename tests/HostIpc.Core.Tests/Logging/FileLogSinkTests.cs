using System.Diagnostics;
using Microsoft.Extensions.Options;

namespace HostIpc.Logging;

public sealed class FileLogSinkTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly TemporaryDirectory _directory = new();
    private readonly ListLogger _logger = new();
    private readonly ManualTime _time = new();
    private readonly string _path;

    public FileLogSinkTests() => _path = _directory.File("channel.log");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void File_WhenMissing_IsMadeForItsOwnerOnlyInADirectoryForAll()
    {
        string path = _directory.File("a/b/channel.log");
        using FileLogSink sink = Open(path: path);
        File.GetUnixFileMode(path).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        foreach (string directory in (string[])["a", "a/b"])
        {
            ((int)File.GetUnixFileMode(_directory.File(directory))).ShouldBe(Convert.ToInt32("755", 8));
        }
    }

    [Fact]
    public void Line_WhenFlushed_IsInTheFile()
    {
        using FileLogSink sink = Open();
        sink.WriteLine(7, "total 0\n");
        File.ReadAllText(_path).ShouldBeEmpty();
        sink.WaitUntilWritten().ShouldBeTrue();
        File.ReadAllText(_path).ShouldBe("2026-11-21T21:33:01.123Z 7 > total 0\\x0a\n");
    }

    [Fact]
    public void Lines_WhenTheyAreMany_AreWrittenWithoutAFlush()
    {
        using FileLogSink sink = Open();
        for (int id = 1; id <= 5_000; id++)
        {
            sink.WriteLine(id);
        }

        Eventually.BecomesTrueBlocking(() => Records.Ids(_path).Count > 3_000, "lines are written");
        sink.Dispose();
        Records.Ids(_path).ShouldBe(Records.Range(1, 5_000));
    }

    [Fact]
    public void Log_WhenOpenedAgain_IsContinuedAndItsModeKept()
    {
        const UnixFileMode mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;
        using (FileLogSink sink = Open(maxLines: 100))
        {
            WriteRange(sink, 1, 50);
        }

        File.SetUnixFileMode(_path, mode);
        using (FileLogSink sink = Open(maxLines: 100))
        {
            WriteRange(sink, 51, 111);
        }

        Records.Ids(_path).ShouldBe(Records.Range(12, 111));
        File.GetUnixFileMode(_path).ShouldBe(mode);
    }

    [Fact]
    public void Log_WhenItHasMoreLinesThanItMay_IsShortenedByTheFirstLineAndNotBefore()
    {
        using (FileLogSink sink = Open(maxLines: 10_000))
        {
            WriteRange(sink, 1, 9_000);
        }

        using FileLogSink shorter = Open(maxLines: 100);
        Records.Ids(_path).ShouldBe(Records.Range(1, 9_000));
        WriteRange(shorter, 9_001, 9_001);
        Records.Ids(_path).ShouldBe(Records.Range(8_902, 9_001));
    }

    [Fact]
    public void Lines_WhenAHundredThousandAreWritten_StayWithinTheBoundAndAreTheNewest()
    {
        using FileLogSink sink = Open(maxLines: 1_000);
        var random = new Random(1);
        long id = 0;
        while (id < 100_000)
        {
            long first = id + 1;
            id = Math.Min(100_000, id + random.Next(1, 400));
            WriteRange(sink, first, id);
            if (random.Next(10) == 0 || id == 100_000)
            {
                List<long> ids = Records.Ids(_path);
                ids.Count.ShouldBeLessThanOrEqualTo(1_100);
                ids.ShouldBe(Records.Range(Math.Max(1, id - ids.Count + 1), id));
                ids.Count.ShouldBeGreaterThanOrEqualTo((int)Math.Min(id, 1_000));
            }
        }

        Directory.GetFiles(_directory.Path).ShouldBe([_path]);
        _logger.Messages.ShouldBeEmpty();
    }

    [Fact]
    public void Lines_WhenOneWriteHasMoreThanTheLogMay_LeaveTheNewestOnly()
    {
        using FileLogSink sink = Open(maxLines: 100);
        for (int id = 1; id <= 20_000; id++)
        {
            sink.WriteLine(id, "");
            if (id % 500 == 0)
            {
                Records.Ids(_path).Count.ShouldBeLessThanOrEqualTo(110);
            }
        }

        sink.WaitUntilWritten().ShouldBeTrue();
        List<long> ids = Records.Ids(_path);
        ids.Count.ShouldBeInRange(100, 110);
        ids.ShouldBe(Records.Range(20_001 - ids.Count, 20_000));
    }

    [Fact]
    public async Task Readers_WhenTheLogIsCompactedAllTheTime_SeeItWholeAndWithinItsBoundAlways()
    {
        using FileLogSink sink = Open(maxLines: 200);
        WriteRange(sink, 1, 200);
        using var stop = new CancellationTokenSource();
        Task<int> reader = Task.Run(() =>
        {
            int seen = 0;
            while (!stop.IsCancellationRequested || seen == 0)
            {
                List<long> ids = Records.Ids(_path);
                ids.Count.ShouldBeInRange(200, 220);
                ids.ShouldBe(Records.Range(ids[0], ids[^1]));
                seen++;
            }

            return seen;
        }, TestContext.Current.CancellationToken);
        for (int id = 201; id <= 20_000; id += 7)
        {
            WriteRange(sink, id, id + 6);
        }

        await stop.CancelAsync();
        (await reader).ShouldBeGreaterThan(0);
    }

    [Theory]
    [InlineData("tail", 20_000)]
    [InlineData("busybox", 4_000)] // looks once a second only
    public async Task Tail_WhenItFollowsTheName_MissesNoLine(string program, int lines)
    {
        Assert.SkipUnless(Programs.Exists(program), $"{program} is not installed.");
        using FileLogSink sink = Open(maxLines: 1_000);
        var seen = new HashSet<long>();
        long newest = 0;
        string[] arguments = ["-n", "+1", "-F", _path];
        var start = new ProcessStartInfo(program, program == "tail" ? arguments : ["tail", .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process tail = Process.Start(start)!;
        try
        {
            tail.ErrorDataReceived += static (_, _) => { };
            tail.BeginErrorReadLine();
            Task reading = Task.Run(() =>
            {
                while (newest < lines && tail.StandardOutput.ReadLine() is { } line)
                {
                    long id = Records.Id(line);
                    seen.Add(id);
                    Volatile.Write(ref newest, Math.Max(newest, id));
                }
            }, TestContext.Current.CancellationToken);

            // As fast as tail follows: what a log no longer has nobody can follow.
            for (int id = 1; id <= lines; id += 50)
            {
                WriteRange(sink, id, id + 49);
                int behind = id - 600;
                Eventually.BecomesTrueBlocking(() => Volatile.Read(ref newest) >= behind, $"tail shows line {behind}");
            }

            await reading.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        }
        finally
        {
            tail.Kill();
        }

        seen.Order().ShouldBe(Records.Range(1, lines));
    }

    [Theory]
    [InlineData("ln -s", "a symbolic link")]
    [InlineData("ln -s dangling", "a symbolic link")]
    [InlineData("ln", "another name")]
    [InlineData("mkfifo", "a FIFO")]
    [InlineData("mkdir", "a directory")]
    public void Log_WhenNotAPlainFile_IsRefusedAndLeftAsItIs(string how, string named)
    {
        string other = _directory.File("other");
        File.WriteAllText(other, "precious");
        MakeWrong(how, other);
        LogFileException exception = Should.Throw<LogFileException>(() => Open());
        exception.Message.ShouldContain(_path);
        exception.Message.ShouldContain(named);
        exception.Message.ShouldContain("must be a regular file");
        File.ReadAllText(other).ShouldBe("precious");
        File.Exists(_directory.File("dangling")).ShouldBeFalse();
    }

    [Theory]
    [InlineData("ln -s", "a symbolic link")]
    [InlineData("ln", "another name")]
    [InlineData("mkfifo", "a FIFO")]
    [InlineData("mkdir", "a directory")]
    public void Path_WhenItBecomesNoPlainFile_IsNotWrittenUntilItIsOneAgain(string how, string named)
    {
        using FileLogSink sink = Open();
        WriteRange(sink, 1, 3);
        string other = _directory.File("other");
        File.WriteAllText(other, "precious");
        File.Delete(_path);
        MakeWrong(how, other);
        _time.Pass(TimeSpan.FromSeconds(1));
        WriteRange(sink, 4, 5);
        _time.Pass(TimeSpan.FromSeconds(1));
        WriteRange(sink, 6, 6);

        File.ReadAllText(other).ShouldBe("precious");
        _logger.Messages.ShouldHaveSingleItem().ShouldStartWith("20 Warning");
        _logger.Messages[0].ShouldContain(named);

        Programs.MustRun("rm", "-r", _path);
        WriteRange(sink, 7, 7);
        _time.Pass(TimeSpan.FromSeconds(1));
        WriteRange(sink, 8, 8);
        string[] lines = File.ReadAllLines(_path);
        lines.Length.ShouldBe(2);
        lines[0].ShouldContain(" 0 x 4 lines could not be written here (it ");
        Records.Id(lines[1]).ShouldBe(8);
        _logger.Messages.Count.ShouldBe(2);
        _logger.Messages[1].ShouldStartWith("21 ");
        _logger.Messages[1].ShouldContain("4");
    }

    [Theory]
    [InlineData("delete")]
    [InlineData("rename")]
    [InlineData("replace")]
    [InlineData("delete with its directory")]
    public void File_WhenTakenAway_IsMadeAnewWithinASecond(string how)
    {
        string path = _directory.File("logs/channel.log");
        using FileLogSink sink = Open(path: path);
        WriteRange(sink, 1, 3);
        switch (how)
        {
            case "delete":
                File.Delete(path);
                break;
            case "rename":
                File.Move(path, path + ".1");
                break;
            case "replace":
                File.WriteAllText(path + ".new", "2026-11-21T21:33:01.123Z 99 > already there\n");
                File.Move(path + ".new", path, overwrite: true);
                break;
            default:
                Directory.Delete(_directory.File("logs"), recursive: true);
                break;
        }

        WriteRange(sink, 4, 4);
        _time.Pass(TimeSpan.FromSeconds(1));
        WriteRange(sink, 5, 6);
        Records.Ids(path).ShouldBe(how == "replace" ? [99L, 5L, 6L] : [5L, 6L]);
        if (how == "rename")
        {
            Records.Ids(path + ".1").ShouldBe([1L, 2L, 3L, 4L]);
        }

        _logger.Messages.ShouldHaveSingleItem().ShouldStartWith("22 Information");
    }

    [Fact]
    public void File_WhenReplacedJustBeforeACompaction_IsNotOverwritten()
    {
        using FileLogSink sink = Open(maxLines: 100);
        WriteRange(sink, 1, 110);
        File.Move(_path, _path + ".1");
        File.WriteAllText(_path, "2026-11-21T21:33:01.123Z 999 > of another\n");
        WriteRange(sink, 111, 111);
        Records.Ids(_path).ShouldBe([999L, 111L]);
        Records.Ids(_path + ".1").ShouldBe(Records.Range(1, 110));
    }

    [Fact]
    public void File_WhenEmptiedByAnother_IsCountedAnew()
    {
        using FileLogSink sink = Open(maxLines: 100);
        WriteRange(sink, 1, 90);
        File.WriteAllText(_path, "");
        _time.Pass(TimeSpan.FromSeconds(1));
        WriteRange(sink, 91, 150);
        WriteRange(sink, 151, 200);
        Records.Ids(_path).ShouldBe(Records.Range(91, 200));
    }

    [Fact]
    public void LastLine_WhenUnfinished_IsEndedBeforeTheNext()
    {
        File.WriteAllText(_path, "2026-11-21T21:33:01.123Z 1 > whole\n2026-11-21T21:33:01.123Z 2 > ha");
        using FileLogSink sink = Open();
        WriteRange(sink, 3, 3);
        Records.Ids(_path).ShouldBe([1L, 2L, 3L]);
    }

    [Fact]
    public void Temporary_WhenLeftByACrash_IsRemovedByTheFirstLine()
    {
        string temporary = LogCompactor.TemporaryOf(_path);
        string other = _directory.File("other");
        File.WriteAllText(other, "precious");
        File.CreateSymbolicLink(temporary, other);
        using FileLogSink sink = Open(maxLines: 100);
        WriteRange(sink, 1, 1);
        new FileInfo(temporary).LinkTarget.ShouldBeNull();

        // One that appears later is not followed either.
        File.CreateSymbolicLink(temporary, other);
        WriteRange(sink, 2, 111);
        Records.Ids(_path).ShouldBe(Records.Range(12, 111));
        new FileInfo(temporary).LinkTarget.ShouldBeNull();
        File.ReadAllText(other).ShouldBe("precious");
    }

    [Fact]
    public void Compaction_WhenItCannotBeDone_KeepsTheFileWithinItsBoundAndIsTriedEachSecond()
    {
        using FileLogSink sink = Open(maxLines: 100);
        WriteRange(sink, 1, 105);
        string obstacle = LogCompactor.TemporaryOf(_path);
        Directory.CreateDirectory(obstacle);
        WriteRange(sink, 106, 120);
        Records.Ids(_path).ShouldBe(Records.Range(1, 110));
        _logger.Messages.ShouldHaveSingleItem().ShouldStartWith("20 Warning");

        Directory.Delete(obstacle);
        WriteRange(sink, 121, 121);
        Records.Ids(_path).ShouldBe(Records.Range(1, 110));
        _time.Pass(TimeSpan.FromSeconds(1));
        WriteRange(sink, 122, 122);
        Records.Ids(_path).ShouldBe([.. Records.Range(13, 110), 0, 122]);
        File.ReadAllText(_path).ShouldContain(" 0 x 11 lines could not be written here (File exists)\n");
        _logger.Messages.Count.ShouldBe(2);
    }

    [Fact]
    public void Log_WhenUnwritableAtStart_IsReportedAndTriedAgain()
    {
        // A name in the place of the directory fails for root as well.
        string obstacle = _directory.File("logs");
        File.WriteAllText(obstacle, "");
        string path = _directory.File("logs/channel.log");
        using FileLogSink sink = Open(path: path);
        WriteRange(sink, 1, 2);
        _logger.Messages.ShouldHaveSingleItem().ShouldBe($"20 Warning: The log {path} cannot be written: Not a directory. Its lines are being lost until it can.");

        File.Delete(obstacle);
        _time.Pass(TimeSpan.FromSeconds(1));
        WriteRange(sink, 3, 3);
        Records.Ids(path).ShouldBe([0L, 3L]);
        File.ReadAllText(path).ShouldContain(" 0 x 2 lines could not be written here (Not a directory)\n");
        _logger.Messages[^1].ShouldBe($"21 Warning: The log {path} can be written again. Lines lost: 2.");
    }

    [Theory]
    [InlineData(LogFormat.Text)]
    [InlineData(LogFormat.Json)]
    public void Disk_WhenFull_LosesWholeLinesTellsOnceAndResumesWhenThereIsSpace(LogFormat format)
    {
        string mount = _directory.File("full");
        Directory.CreateDirectory(mount);
        if (Programs.Run("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", mount) is { ExitCode: not 0 } failed)
        {
            Assert.Skip($"A full disk is played by a tmpfs, which cannot be mounted here: {failed.All.Trim()}");
        }

        try
        {
            string path = Path.Combine(mount, "channel.log");
            string filler = Path.Combine(mount, "filler");
            File.WriteAllBytes(filler, new byte[32 * 1024]);
            using FileLogSink sink = Open(path: path, format: format);
            string text = new('x', 700);
            for (int id = 1; id <= 100; id++)
            {
                sink.WriteLine(id, text);
                if (id % 7 == 0)
                {
                    sink.WaitUntilWritten().ShouldBeTrue();
                }
            }

            sink.WaitUntilWritten().ShouldBeTrue();
            List<string> before = Lines(path);
            before.Count.ShouldBeInRange(35, 48);
            before.ShouldAllBe(line => line.Contains(text, StringComparison.Ordinal));
            _logger.Messages.ShouldHaveSingleItem().ShouldContain("No space left on device");

            File.Delete(filler);
            sink.WriteLine(101, text);
            sink.WaitUntilWritten().ShouldBeTrue();
            List<string> after = Lines(path);
            after.Count.ShouldBe(before.Count + 2);
            after[^2].ShouldContain($"{100 - before.Count} lines could not be written here (No space left on device)");
            after[^1].ShouldContain(text);
            _logger.Messages.Count.ShouldBe(2);
            _logger.Messages[1].ShouldEndWith($"Lines lost: {100 - before.Count}.");
        }
        finally
        {
            // Lazily: a process that another test is starting may still hold a copy of a descriptor.
            Programs.MustRun("umount", "--lazy", mount);
        }

        static List<string> Lines(string path)
        {
            string content = File.ReadAllText(path);
            content.ShouldEndWith("\n");
            return [.. content.Split('\n', StringSplitOptions.RemoveEmptyEntries)];
        }
    }

    [Fact]
    public void Disk_WhenFrozen_DelaysNobodyAndLosesNothingThatThereIsRoomFor()
    {
        string image = _directory.File("image");
        string mount = _directory.File("frozen");
        Directory.CreateDirectory(mount);
        Assert.SkipUnless(Programs.Exists("mkfs.ext4") && Programs.Exists("fsfreeze"), "A disk that takes nothing is played by mkfs.ext4 and fsfreeze, which are not installed.");
        Programs.MustRun("truncate", "-s", "16M", image);
        Programs.MustRun("mkfs.ext4", "-q", image);
        if (Programs.Run("mount", "-o", "loop", image, mount) is { ExitCode: not 0 } failed)
        {
            Assert.Skip($"A disk that takes nothing is played by a loop device, which cannot be mounted here: {failed.All.Trim()}");
        }

        bool isFrozen = false;
        try
        {
            string path = Path.Combine(mount, "channel.log");
            using FileLogSink sink = Open(path: path);
            WriteRange(sink, 1, 10);
            Programs.MustRun("fsfreeze", "-f", mount);
            isFrozen = true;

            Task writing = Task.Run(
                () =>
                {
                    for (int id = 11; id <= 1_000; id++)
                    {
                        sink.WriteLine(id);
                        sink.Flush();
                    }
                },
                TestContext.Current.CancellationToken);
            writing.Wait(Patience, TestContext.Current.CancellationToken).ShouldBeTrue();
            Records.Ids(path).ShouldBe(Records.Range(1, 10));

            Programs.MustRun("fsfreeze", "-u", mount);
            isFrozen = false;
            sink.WaitUntilWritten().ShouldBeTrue();
            Records.Ids(path).ShouldBe(Records.Range(1, 1_000));
        }
        finally
        {
            if (isFrozen)
            {
                Programs.MustRun("fsfreeze", "-u", mount);
            }

            Programs.MustRun("umount", "--lazy", mount);
        }
    }

    [Fact]
    public void Writers_WhenConcurrent_NeverMixTheirLines()
    {
        const int writers = 8;
        const int each = 2_000;
        using FileLogSink sink = Open(maxLines: 100_000);
        Parallel.For(0, writers, new ParallelOptions { MaxDegreeOfParallelism = writers, CancellationToken = TestContext.Current.CancellationToken }, writer =>
        {
            for (int line = 0; line < each; line++)
            {
                sink.WriteLine((writer * each) + line, $"{writer} {new string((char)('a' + writer), 50)} {line}");
                sink.WaitUntilWritten().ShouldBeTrue();
            }
        });

        Dictionary<long, string> lines = File.ReadAllLines(_path).ToDictionary(Records.Id);
        lines.Count.ShouldBe(writers * each);
        foreach ((long id, string line) in lines)
        {
            long writer = id / each;
            line.ShouldEndWith($" {id} > {writer} {new string((char)('a' + writer), 50)} {id % each}");
        }
    }

    [Fact]
    public void Log_WhenSomebodyMakesItEnormousWhileItIsWritten_GoesOnWithWhatWasWritten()
    {
        using FileLogSink sink = Open();
        WriteRange(sink, 1, 50);
        Extend(_path);

        WriteRange(sink, 51, 60);

        Records.Ids(_path).ShouldBe(Records.Range(1, 60));
        new FileInfo(_path).Length.ShouldBeLessThan(10_000);
        _logger.Messages.ShouldBeEmpty();
    }

    [Fact]
    public void Log_WhenItIsEnormousAtTheStart_GoesOnWithWhatWasWritten()
    {
        using (FileLogSink sink = Open())
        {
            WriteRange(sink, 1, 50);
        }

        Extend(_path);
        using FileLogSink again = Open();
        WriteRange(again, 51, 60);

        Records.Ids(_path).ShouldBe(Records.Range(1, 60));
        new FileInfo(_path).Length.ShouldBeLessThan(10_000);
    }

    [Fact]
    public void Log_WhenNothingWasEverWrittenToItAndItIsEnormous_BeginsAnew()
    {
        File.WriteAllText(_path, "");
        Extend(_path);
        using FileLogSink sink = Open();
        WriteRange(sink, 1, 2);
        Records.Ids(_path).ShouldBe([1L, 2L]);
    }

    [Fact]
    public void Log_WhenItHasAHoleWithinItsBound_LosesItWithTheFirstLine()
    {
        using (FileLogSink sink = Open())
        {
            WriteRange(sink, 1, 5);
        }

        using (FileStream file = File.OpenWrite(_path))
        {
            file.SetLength(300_000);
        }

        using FileLogSink again = Open();
        WriteRange(again, 6, 6);
        Records.Ids(_path).ShouldBe(Records.Range(1, 6));
    }

    [Fact]
    public void Bytes_WhenMoreAreWritten_StayWithinTheBoundAndAreTheNewest()
    {
        const int max = 1024 * 1024;
        using FileLogSink sink = Open(maxBytes: max);
        string text = new('x', 10_000);
        for (int id = 1; id <= 1_000; id++)
        {
            sink.WriteLine(id, text);
            if (id % 10 == 0)
            {
                sink.WaitUntilWritten().ShouldBeTrue();
                new FileInfo(_path).Length.ShouldBeLessThanOrEqualTo(max + (max / 10));
            }
        }

        List<long> ids = Records.Ids(_path);
        ids.Count.ShouldBeInRange(95, 115);
        ids.ShouldBe(Records.Range(1_001 - ids.Count, 1_000));
        _logger.Messages.ShouldBeEmpty();
    }

    [Fact]
    public void Log_WhenOpenedWithASmallerBoundOfBytes_KeepsTheNewestWholeLines()
    {
        string text = new('x', 10_000);
        using (FileLogSink sink = Open())
        {
            for (int id = 1; id <= 300; id++)
            {
                sink.WriteLine(id, text);
            }
        }

        using FileLogSink smaller = Open(maxBytes: 1024 * 1024);
        WriteRange(smaller, 301, 301);
        List<long> ids = Records.Ids(_path);
        ids.Count.ShouldBeInRange(95, 106);
        ids.ShouldBe(Records.Range(302 - ids.Count, 301));
    }

    [Theory]
    [InlineData(1024 * 1024 - 1)]
    [InlineData((1L << 40) + 1)]
    public void MaxBytes_WhenOutOfRange_IsRefused(long maxBytes) =>
        Should.Throw<OptionsValidationException>(() => Open(maxBytes: maxBytes)).Message.ShouldStartWith($"Log:MaxBytes is {maxBytes}; 1048576 to ");

    [Theory]
    [InlineData(0)]
    [InlineData(3_600_001)]
    public void WriteTimeout_WhenOutOfRange_IsRefused(int milliseconds) => Should.Throw<OptionsValidationException>(
        () => new FileLogSink(new FileLogOptions { Path = _path, WriteTimeout = TimeSpan.FromMilliseconds(milliseconds) }, _logger, _time));

    [Theory]
    [InlineData(0)]
    [InlineData(100_000_001)]
    public void MaxLines_WhenOutOfRange_IsRefused(int maxLines) =>
        Should.Throw<OptionsValidationException>(() => Open(maxLines)).Message.ShouldBe($"Log:MaxLines is {maxLines}; 1 to 100000000 is wanted");

    [Fact]
    public void Sink_WhenDisposed_TakesNoMore()
    {
        FileLogSink sink = Open();
        sink.WriteLine(1);
        sink.Dispose();
        sink.Dispose();
        WriteRange(sink, 2, 2);
        Records.Ids(_path).ShouldBe([1L]);
    }

    private FileLogSink Open(int maxLines = 25_000, string? path = null, LogFormat format = LogFormat.Text, long maxBytes = 128 * 1024 * 1024) =>
        new(new FileLogOptions { Path = path ?? _path, MaxLines = maxLines, MaxBytes = maxBytes, Format = format, WriteTimeout = Patience }, _logger, _time);

    // As large as the file system lets a sparse file be, or nearly.
    private static void Extend(string path)
    {
        using FileStream file = File.OpenWrite(path);
        file.SetLength(15L << 40);
    }

    private static void WriteRange(FileLogSink sink, long first, long last)
    {
        for (long id = first; id <= last; id++)
        {
            sink.WriteLine(id);
        }

        sink.WaitUntilWritten().ShouldBeTrue();
    }

    private void MakeWrong(string how, string other)
    {
        switch (how)
        {
            case "ln":
                Programs.MustRun("ln", other, _path);
                break;
            case "ln -s":
                File.CreateSymbolicLink(_path, other);
                break;
            case "ln -s dangling":
                File.CreateSymbolicLink(_path, _directory.File("dangling"));
                break;
            default:
                Programs.MustRun(how, _path);
                break;
        }
    }
}
