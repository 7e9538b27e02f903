using System.Runtime.InteropServices;
using System.Text;
using HostIpc.Execution;
using HostIpc.Execution.Linux;
using HostIpc.Interop;

namespace HostIpc.Core.Tests.Execution;

/// <summary>Which lines are executed without a shell: those that any shell would take for a program and its arguments.</summary>
public sealed class DirectLineTests
{
    [Theory]
    [InlineData("/bin/true", "/bin/true")]
    [InlineData("  systemctl   restart nginx.service ", "systemctl|restart|nginx.service")]
    [InlineData("env A=1 /bin/date +%s", "env|A=1|/bin/date|+%s")]
    [InlineData("bin/program -x --long=1,2 a@b:c", "bin/program|-x|--long=1,2|a@b:c")]
    public void Split_WhenALineIsAProgramAndItsArguments_ThenTheShellIsNotNeeded(string line, string expected) =>
        DirectLine.Split(Encoding.UTF8.GetBytes(line)).ShouldBe(expected.Split('|'));

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("ls $HOME")]
    [InlineData("ls `pwd`")]
    [InlineData("ls ~")]
    [InlineData("ls *")]
    [InlineData("ls [a]")]
    [InlineData("ls a?")]
    [InlineData("ls {a}")]
    [InlineData("ls 'a'")]
    [InlineData("ls \"a\"")]
    [InlineData("ls a\\ b")]
    [InlineData("ls a; ls")]
    [InlineData("ls a & ls")]
    [InlineData("ls | cat")]
    [InlineData("ls > a")]
    [InlineData("ls < a")]
    [InlineData("ls (a)")]
    [InlineData("ls #a")]
    [InlineData("ls ^a")]
    [InlineData("! ls")]
    [InlineData("ls\ta")]
    [InlineData("ls\na")]
    [InlineData("ls ä")]
    [InlineData("A=1 ls")]
    [InlineData("A=1")]
    [InlineData("-s")]
    [InlineData(" +x")]
    [InlineData("cd /tmp")]
    [InlineData(". /etc/profile")]
    [InlineData(": a")]
    [InlineData("exec ls")]
    [InlineData("echo a")]
    [InlineData("true")]
    [InlineData("time ls")]
    [InlineData("if")]
    public void Split_WhenAShellWouldTakeALineOtherwise_ThenItIsTheShells(string line) =>
        DirectLine.Split(Encoding.UTF8.GetBytes(line)).ShouldBeNull();

    [Fact]
    public async Task Run_WhenALineIsExecutedDirectly_ThenItsProgramHasWhatAShellWouldGiveIt()
    {
        using var executor = new ProcessExecutor(new ExecutionOptions(), TimeProvider.System);
        RecordedRun direct = await RecordedRun.ShellAsync(executor, user: null, "env");
        RecordedRun byShell = await RecordedRun.ShellAsync(executor, user: null, "exec env");

        direct.Result.ExitCode.ShouldBe(0);
        direct.Lines.ShouldContain("PWD=/");

        // Another shell than dash has variables of its own.
        byShell.Lines.Where(variable => !variable.StartsWith("SHLVL=", StringComparison.Ordinal) && !variable.StartsWith("_=", StringComparison.Ordinal)).ShouldBe(direct.Lines, ignoreOrder: true);
    }

    [Fact]
    public async Task Run_WhenAProgramCannotBeExecuted_ThenTheShellHasTheLineAndSaysWhy()
    {
        using var files = new TemporaryDirectory();
        File.WriteAllText($"{files.Path}/script", "echo it has no first line: $1\n");
        using var executor = new ProcessExecutor(new ExecutionOptions(), TimeProvider.System);

        RecordedRun denied = await RecordedRun.ShellAsync(executor, user: null, $"{files.Path}/script");
        denied.Result.ExitCode.ShouldBe(126);
        denied.Output.ShouldContain("ermission denied");

        File.SetUnixFileMode($"{files.Path}/script", UnixFileMode.UserRead | UnixFileMode.UserExecute);
        (await RecordedRun.ShellAsync(executor, user: null, $"{files.Path}/script a")).Lines.ShouldBe(["it has no first line: a"]);

        RecordedRun missing = await RecordedRun.ShellAsync(executor, user: null, "nosuchprogram a");
        missing.Result.ExitCode.ShouldBe(127);
        missing.Output.ShouldContain("not found");
    }

    [Theory]
    [InlineData("/bin/ls /", true)]
    [InlineData("ls -d /", true)]
    [InlineData("sh -c date", true)]
    [InlineData("/bin/sleep 0.1", true)]
    [InlineData("ls / | cat", false)]
    [InlineData("sleep 0.1", false)]
    [InlineData("nosuchprogram a", false)]
    public async Task Run_WhenALineHasEnded_ThenItIsKnownWhetherAShellRanIt(string line, bool isDirect)
    {
        using var executor = new ProcessExecutor(new ExecutionOptions(), TimeProvider.System);
        RecordedRun run = await RecordedRun.ShellAsync(executor, user: null, line);
        run.Context.IsDirect.ShouldBe(isDirect);
    }

    [Fact]
    public async Task Run_WhenNoLineWasAskedFor_ThenItIsNoDirectLine()
    {
        using var executor = new ProcessExecutor(new ExecutionOptions(), TimeProvider.System);
        var run = new RecordedRun();

        // An executor around this one, and a context that is used again.
        (await executor.ExecuteAsync(new ExecutionPlan { ShellLine = "ls /"u8.ToArray() }, run.Context.WithOutput(run), CancellationToken.None)).Result!.ExitCode.ShouldBe(0);
        run.Context.IsDirect.ShouldBeTrue();
        (await executor.ExecuteAsync(new ExecutionPlan { Arguments = ["/bin/ls", "/"] }, run.Context, CancellationToken.None)).Result!.ExitCode.ShouldBe(0);
        run.Context.IsDirect.ShouldBeFalse();
    }

    [Fact]
    public async Task Run_WhenTheShellIsAnother_ThenItHasEachLine()
    {
        using var files = new TemporaryDirectory();
        File.WriteAllText($"{files.Path}/shell", "#!/bin/sh\necho \"the shell has $2\"\n");
        File.SetUnixFileMode($"{files.Path}/shell", UnixFileMode.UserRead | UnixFileMode.UserExecute);
        using var executor = new ProcessExecutor(new ExecutionOptions { Shell = $"{files.Path}/shell" }, TimeProvider.System);

        (await RecordedRun.ShellAsync(executor, user: null, "/bin/true a")).Lines.ShouldBe(["the shell has /bin/true a"]);
    }

    [Fact]
    public unsafe void Prepare_WhenALineNeedsNoShell_ThenItsProgramIsTriedBeforeTheShell()
    {
        using FileDescriptor nullDevice = FileDescriptor.TryOpen("/dev/null", OpenFlags.ReadWrite).ShouldNotBeNull();
        using CommandPipes pipes = CommandPipes.Create(withInput: false).ShouldNotBeNull();
        var preparation = new SpawnPreparation(new ExecutionOptions { Path = "/a:/b" }, new TargetAccount("root", "/"), nullDevice);
        var plan = new ExecutionPlan { ShellLine = "uname -n"u8.ToArray() };

        SpawnBlock* block = preparation.Prepare(plan, new RecordedRun().Context, pipes, user: null, script: null, isForShell: false);
        TextsOf(block->Programs).ShouldBe(["/a/uname", "/b/uname"]);
        TextsOf(block->Arguments).ShouldBe(["uname", "-n"]);
        TextsOf(block->Shell).ShouldBe(["/bin/sh", "-c", "uname -n"]);
        SpawnBlock.Free(block);
    }

    private static unsafe string[] TextsOf(byte** texts)
    {
        var found = new List<string>();
        for (; *texts is not null; texts++)
        {
            found.Add(Marshal.PtrToStringUTF8((nint)(*texts))!);
        }

        return [.. found];
    }
}
