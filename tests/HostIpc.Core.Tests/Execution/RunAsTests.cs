using HostIpc.Execution;
using HostIpc.Execution.Linux;
using HostIpc.Protocol;

namespace HostIpc.Core.Tests.Execution;

/// <summary>Commands as another user. Needs root.</summary>
public sealed class RunAsTests : IDisposable
{
    private const string Ids = "id -u; id -g; id -G; echo $HOME $USER $LOGNAME";

    private readonly ProcessExecutor _executor = new(new ExecutionOptions(), TimeProvider.System);

    public void Dispose() => _executor.Dispose();

    [RootTheory]
    [InlineData("nobody", "65534", "65534", "65534", "/nonexistent nobody nobody")]
    [InlineData("65534", "65534", "65534", "65534", "/nonexistent nobody nobody")]
    [InlineData("nobody:daemon", "65534", "1", "1", "/nonexistent nobody nobody")]
    [InlineData("nobody:77777", "65534", "77777", "77777", "/nonexistent nobody nobody")]
    [InlineData("77777:88888", "77777", "88888", "88888", "/ 77777 77777")]
    [InlineData("root:daemon", "0", "1", "1", "/root root root")]
    public async Task Run_WhenItIsAsAUser_ThenIdsAndEnvironmentAreTheUsers(string user, params string[] expected) =>
        (await RecordedRun.ShellAsync(_executor, user, Ids)).Lines.ShouldBe(expected);

    [RootFact]
    public async Task Run_WhenTheUserHasSupplementaryGroups_ThenTheCommandHasThem()
    {
        RunAsUser user = Find("nobody") with { GroupId = 1, Groups = [1, 33, 4294967294] };
        RecordedRun run = await new RecordedRun().RunAsync(context =>
            _executor.ExecuteAsync(new ExecutionPlan { Arguments = ["id", "-G"] }, context, user, script: null, CancellationToken.None));
        run.Lines.ShouldBe(["1 33 4294967294"]);
    }

    [RootFact]
    public async Task Run_WhenTheUserHasAsManyGroupsAsTheKernelTakes_ThenTheCommandHasThemAndTheNextOneNot()
    {
        RunAsUser user = Find("nobody") with { Groups = [.. Enumerable.Range(1, 65536).Select(id => (uint)id)] };
        RecordedRun run = await new RecordedRun().RunAsync(context =>
            _executor.ExecuteAsync(new ExecutionPlan { ShellLine = "id -G | wc -w"u8.ToArray() }, context, user, script: null, CancellationToken.None));
        run.Lines.ShouldBe(["65536"]);
        (await RecordedRun.ShellAsync(_executor, "nobody", "id -G")).Lines.ShouldBe(["65534"]);
    }

    [RootFact]
    public async Task Run_WhenTheProcessIsLookedAt_ThenNothingOfTheServersIsLeftToIt()
    {
        RecordedRun run = await RecordedRun.PlanAsync(_executor, new ExecutionPlan { Command = RecordedRun.As("nobody"), Arguments = ["cat", "/proc/self/status"] });
        run.Lines.Where(line => line.Split(':')[0] is "Uid" or "Gid" or "Groups" or "CapInh" or "CapPrm" or "CapEff" or "CapAmb").Select(line => line.TrimEnd()).ShouldBe(
            [
                "Uid:\t65534\t65534\t65534\t65534", "Gid:\t65534\t65534\t65534\t65534", "Groups:\t65534",
                "CapInh:\t0000000000000000", "CapPrm:\t0000000000000000", "CapEff:\t0000000000000000", "CapAmb:\t0000000000000000",
            ],
            ignoreOrder: true);
    }

    [RootTheory]
    [InlineData("root", "0 0 0 0")]
    [InlineData("nobody", "-1 -1 -1 -1")]
    public async Task Run_WhenTheCommandTriesToBecomeRootAgain_ThenItCannot(string user, string expected)
    {
        Assert.SkipUnless(Programs.Exists("perl"), "perl is missing");
        const string Script = """
            $zero = 0; $keep = -1; $group = pack('L', 0); $one = 1; # setresuid is 117, setgroups 116
            print join ' ', map { $_ + 0 } syscall(117, $zero, $zero, $zero), syscall(117, $keep, $zero, $keep), syscall(117, $zero, $keep, $keep), syscall(116, $one, $group);
            """;
        RecordedRun run = await RecordedRun.PlanAsync(_executor, new ExecutionPlan { Command = RecordedRun.As(user), Arguments = ["perl", "-e", Script] });
        run.Output.ShouldBe(expected);
    }

    [RootTheory]
    [InlineData("cat /proc/SERVER/environ")]
    [InlineData("head -c 1 /proc/SERVER/mem")]
    [InlineData("cat /proc/SERVER/maps")]
    [InlineData("ls /proc/SERVER/fd/")]
    [InlineData("ls -L /proc/SERVER/fd/0")]
    [InlineData("ls /proc/SERVER/cwd/")]
    [InlineData("ls /proc/SERVER/root/")]
    [InlineData("echo 1 > /proc/SERVER/oom_score_adj")]
    [InlineData("kill -0 SERVER")]
    [InlineData("kill -CONT SERVER")]
    public async Task Run_WhenTheCommandLooksIntoTheServer_ThenItMayNot(string line)
    {
        string script = line.Replace("SERVER", $"{Environment.ProcessId}", StringComparison.Ordinal);
        RecordedRun run = await RecordedRun.ShellAsync(_executor, "nobody", $"{{ {script}; }} 2>/dev/null && echo reached");
        run.Lines.ShouldBeEmpty();
        run = await RecordedRun.ShellAsync(_executor, "root", "echo reached");
        run.Lines.ShouldBe(["reached"]);
    }

    [RootFact]
    public async Task Run_WhenTheCommandLooksAtItsDescriptors_ThenThereAreThree()
    {
        RecordedRun run = await RecordedRun.PlanAsync(_executor, new ExecutionPlan { Command = RecordedRun.As("nobody"), Arguments = ["ls", "/proc/self/fd"] });
        run.Lines.ShouldBe(["0", "1", "2", "3"]); // 3 is ls's own
    }

    [Theory]
    [InlineData("nosuchuser")]
    [InlineData("77777")]
    [InlineData("nobody:nosuchgroup")]
    [InlineData("4294967295:4294967295")]
    public async Task Run_WhenThereIsNoSuchUser_ThenItFailsAndNothingRuns(string user)
    {
        using var directory = new TemporaryDirectory();
        RecordedRun run = await RecordedRun.ShellAsync(_executor, user, $"touch {directory.File("ran")}");
        run.Rejection.ShouldNotBeNull().Reason.ShouldBe(RejectionReason.Failed);
        File.Exists(directory.File("ran")).ShouldBeFalse();
    }

    [RootFact]
    public async Task Run_WhenTheUserMayNotExecuteTheProgram_ThenItIsNotExecutable()
    {
        using var directory = new TemporaryDirectory();
        string program = directory.File("program");
        await File.WriteAllTextAsync(program, "#!/bin/sh\nid -u\n");
        Programs.MustRun("chmod", "755", directory.Path);
        Programs.MustRun("chmod", "700", program);
        (await RunAsync("root")).Lines.ShouldBe(["0"]);
        (await RunAsync("nobody")).Rejection.ShouldNotBeNull().Reason.ShouldBe(RejectionReason.NotExecutable);

        Task<RecordedRun> RunAsync(string user) => RecordedRun.PlanAsync(_executor, new ExecutionPlan { Command = RecordedRun.As(user), Arguments = [program] });
    }

    [RootFact]
    public async Task Run_WhenTheUserMayNotEnterTheDirectory_ThenItSaysSo()
    {
        using var directory = new TemporaryDirectory(); // 0700
        RecordedRun run = await RecordedRun.PlanAsync(_executor, new ExecutionPlan
        {
            Command = RecordedRun.As("nobody"),
            Arguments = ["pwd"],
            Settings = new CommandSettings { Directory = directory.Path },
        });
        run.Rejection.ShouldBe(new Rejection(RejectionReason.BadArguments, $"the working directory {directory.Path}: Permission denied"));
    }

    [RootFact]
    public async Task Run_WhenACommandOfAUserIsSignalledOrItsTimeIsUp_ThenItEnds()
    {
        var plan = new ExecutionPlan
        {
            Command = RecordedRun.As("nobody"),
            Arguments = ["sleep", "45.5"],
            Settings = new CommandSettings { Timeout = TimeSpan.FromMilliseconds(300) },
        };
        CommandResult result = (await RecordedRun.PlanAsync(_executor, plan)).Result;
        result.TimedOut.ShouldBeTrue();
        result.Signal.ShouldBe(15);
    }

    // On a thread that has given up what it takes. What it starts has no more than it has.
    [RootFact]
    public void Run_WhenTheServerMayNotBecomeTheUser_ThenItSaysSoAndOthersRun()
    {
        Rejection? refused = null;
        RecordedRun? plain = null;
        OnAThread(() =>
        {
            DropPermission(6); // CAP_SETGID
            using var executor = new ProcessExecutor(new ExecutionOptions(), TimeProvider.System);
            refused = RecordedRun.ShellAsync(executor, "nobody", "id -u").GetAwaiter().GetResult().Rejection;
            plain = RecordedRun.ShellAsync(executor, null, "id -u").GetAwaiter().GetResult();
        });
        refused.ShouldBe(new Rejection(
            RejectionReason.Failed, "the server cannot become nobody: Operation not permitted; it needs CAP_SETUID and CAP_SETGID"));
        plain!.Lines.ShouldBe(["0"]);
    }

    [RootFact]
    public void Run_WhenTheServerHasInheritableCapabilities_ThenTheCommandHasNoneOfThem()
    {
        RecordedRun? run = null;
        OnAThread(() =>
        {
            Inherit(13); // CAP_NET_RAW
            using var executor = new ProcessExecutor(new ExecutionOptions(), TimeProvider.System);
            run = RecordedRun.ShellAsync(executor, "nobody", "grep CapInh /proc/self/status").GetAwaiter().GetResult();
        });
        run!.Lines.ShouldBe(["CapInh:\t0000000000000000"]);
    }

    // Permissions are a thread's own. An exception that leaves a thread would end the process of the tests, or hang it.
    private static void OnAThread(Action action)
    {
        Exception? thrown = null;
        var thread = new Thread(() =>
        {
            try
            {
                action();
            }
            catch (Exception e)
            {
                thrown = e;
            }
        })
        { IsBackground = true };
        thread.Start();
        thread.Join(TimeSpan.FromSeconds(60)).ShouldBeTrue();
        thrown.ShouldBeNull();
    }

    private static void DropPermission(int capability) => Change(sets =>
    {
        sets.Effective &= ~(1u << capability);
        sets.Permitted &= ~(1u << capability);
        return sets;
    });

    private static void Inherit(int capability) => Change(sets => sets with { Inheritable = 1u << capability });

    private static unsafe void Change(Func<Interop.CapabilitySets, Interop.CapabilitySets> change)
    {
        var header = new Interop.CapabilityHeader { Version = Interop.CapabilityHeader.Version3 };
        Interop.CapabilitySets sets;
        Interop.Libc.CapGet(&header, &sets).ShouldBe(0);
        sets = change(sets);
        Interop.Libc.CapSet(&header, &sets).ShouldBe(0);
    }

    private RunAsUser Find(string user)
    {
        _executor.FindUser(new ExecutionPlan { Command = RecordedRun.As(user) }, out RunAsUser? found).ShouldBeNull();
        return found.ShouldNotBeNull();
    }
}
