namespace HostIpc.Server.Verbs;

/// <summary>What makes serving exit with 78 makes <c>check</c> exit with 78, with the same words; and <c>check</c> makes nothing.</summary>
public sealed class AgreementTests
{
    private const string ReadOnly = "mkdir $D/vol && mount -t tmpfs none $D/vol && PREPARE && mount -o remount,ro $D/vol && ";

    [RootTheory]
    [InlineData("PREPARE", "$D/vol/channel", "the FIFO $D/vol/channel cannot be made: Read-only file system")]
    [InlineData("mkfifo -m 600 $D/vol/channel", "$D/vol/channel", "the socket $D/vol/hostipc.sock cannot be made: Read-only file system")]
    [InlineData("mkfifo -m 640 $D/vol/channel", "$D/vol/channel", "the mode of $D/vol/channel cannot be set to 0600: Read-only file system")]
    [InlineData("echo x > $D/vol/channel", "$D/vol/channel", "$D/vol/channel is a regular file and cannot be moved aside: Read-only file system")]
    [InlineData("PREPARE", "$D/vol/a/b/channel", "the FIFO's directory $D/vol/a/b cannot be made: $D/vol: Read-only file system")]
    public Task Volume_WhenItIsMountedReadOnly_ThenBothSaySo(string prepare, string fifo, string expected) =>
        AgreeAsync(ReadOnly.Replace("PREPARE", prepare == "PREPARE" ? "true" : prepare, StringComparison.Ordinal), fifo, expected);

    [RootTheory]
    [InlineData("echo x > $D/file && ", "$D/file/a/channel", "the FIFO's directory $D/file/a cannot be opened: Not a directory")]
    [InlineData("ln -s nowhere $D/link && ", "$D/link/channel", "the FIFO's directory $D/link cannot be made: $D/link is a symbolic link to nothing")]
    [InlineData("mkdir -m 777 $D/open && mkfifo $D/open/channel && chown 65534 $D/open/channel && ", "$D/open/channel", "$D/open/channel is a FIFO of user 65534 in a directory that others can write to: it has to be root's or the server's own")]
    public Task Directory_WhenItCannotBeHad_ThenBothSaySo(string prepare, string fifo, string expected) => AgreeAsync(prepare, fifo, expected);

    [Fact]
    public async Task Check_WhenDirectoriesAreMissing_ThenItSaysWhatWillBeMadeAndMakesNothing()
    {
        using var server = new ServerProcess();
        server.Environment["LOG"] = $"{server.Path}/logs/deep/log";
        server.Environment["NAMED_PIPE"] = $"{server.Path}/ipc/deep/channel";
        (int exitCode, string output) = await server.RunAsync("exec $SERVER check");
        output.ShouldContain($"fifo: {server.Path}/ipc/deep/channel is absent, it will be made with mode 0600 in the new directory {server.Path}/ipc/deep\n");
        output.ShouldContain($"socket: {server.Path}/ipc/deep/hostipc.sock is absent, it will be made with mode 0600 in the new directory {server.Path}/ipc/deep\n");
        output.ShouldContain($"log: {server.Path}/logs/deep/log is absent, it will be created with mode 0600 in the new directory {server.Path}/logs/deep and hold up to 25000 lines and 134217728 bytes\n");
        exitCode.ShouldBe(0, output);
        Directory.EnumerateFileSystemEntries(server.Path).ShouldBeEmpty();
    }

    [Fact]
    public async Task Check_WhenTheLogCannotBeWritten_ThenItWarnsAsTheServerServesAllTheSame()
    {
        using var server = new ServerProcess();
        server.Environment["LOG"] = "/etc/passwd/log";
        (int exitCode, string output) = await server.RunAsync("exec $SERVER check");
        output.ShouldContain("log: /etc/passwd/log is absent and cannot be created: ");
        output.ShouldContain("\nwarning: the log /etc/passwd/log cannot be created (");
        exitCode.ShouldBe(0, output);
    }

    [RootFact]
    public async Task Check_WhenTheLogIsMountedAsASingleFile_ThenItWarns()
    {
        using var server = new ServerProcess();
        (int exitCode, string output) = await server.RunAsync("exec unshare --mount sh -c 'touch $LOG $LOG.outside && mount --bind $LOG.outside $LOG && exec $SERVER check'");
        output.ShouldContain($"\nwarning: the log {server.LogPath} is mounted as a single file and cannot be replaced: it is not kept to Log:MaxLines lines. Mount its directory\n");
        exitCode.ShouldBe(0, output);
    }

    [Fact]
    public async Task Check_WhenThereIsNoShellAndNoCommandNeedsOne_ThenItExitsWithZeroAsTheServerServes()
    {
        using var server = new ServerProcess();
        server.Environment["HOSTIPC__Execution__Shell"] = "/no/such/sh";
        server.Environment["HOSTIPC__Commands__x__Docker__Action"] = "restart";
        server.Environment["HOSTIPC__Commands__x__Docker__Container"] = "web";
        (int exitCode, string output) = await server.RunAsync("exec $SERVER check");
        output.ShouldContain("\ntarget: local, no command runs a program there (/no/such/sh does not run there: ");
        output.ShouldNotContain("warning: commands fail");
        exitCode.ShouldBe(0, output);
    }

    [Fact]
    public async Task Check_WhenThereIsNoShellAndACommandNeedsOne_ThenItWarns()
    {
        using var server = new ServerProcess();
        server.Environment["HOSTIPC__Execution__Shell"] = "/no/such/sh";
        server.Environment["HOSTIPC__Commands__x__Shell"] = "true";
        (int exitCode, string output) = await server.RunAsync("exec $SERVER check");
        output.ShouldContain("\nwarning: commands fail on the target: /no/such/sh does not run there: ");
        exitCode.ShouldBe(0, output);
    }

    private static async Task AgreeAsync(string prepare, string fifo, string expected)
    {
        using var server = new ServerProcess();
        server.Environment["D"] = server.Path;
        server.Environment["LOG"] = "";
        string script = $"exec unshare --mount sh -c '{prepare} NAMED_PIPE={fifo} exec $SERVER VERB'";
        expected = expected.Replace("$D", server.Path, StringComparison.Ordinal);

        (int checkExit, string check) = await server.RunAsync(script.Replace("VERB", "check", StringComparison.Ordinal));
        check.ShouldContain($"error: {expected}");
        checkExit.ShouldBe(78, check);

        using var other = new ServerProcess();
        other.Environment["D"] = other.Path;
        other.Environment["LOG"] = "";
        (int serveExit, string serve) = await other.RunAsync(script.Replace("VERB", "", StringComparison.Ordinal));
        serve.ShouldContain($"hostipcd: {expected.Replace(server.Path, other.Path, StringComparison.Ordinal)}");
        serveExit.ShouldBe(78, serve);
    }
}
