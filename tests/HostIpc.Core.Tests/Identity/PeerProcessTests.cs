using System.Diagnostics;
using System.Text;
using HostIpc.Interop;

namespace HostIpc.Identity;

/// <summary>What was read of a number counts only for the process that the pidfd is of.</summary>
public sealed class PeerProcessTests
{
    private static readonly string Id = new('c', 64);
    private static readonly byte[] Groups = Encoding.ASCII.GetBytes($"0::/docker/{Id}\n");

    [Fact]
    public void Container_OfAProcessThatLives_IsWhatItsControlGroupsSay()
    {
        using Process process = StartSleep();
        using FileDescriptor descriptor = Open(process);
        int asked = 0;
        PeerProcess.FindContainer(descriptor, process.Id, number => (asked = number) == 0 ? null : Groups).ShouldBe(Id);
        asked.ShouldBe(process.Id);
        End(process);
    }

    [Fact]
    public void Container_OfAProcessThatEndsDuringTheReading_IsNone()
    {
        using Process process = StartSleep();
        using FileDescriptor descriptor = Open(process);
        PeerProcess.FindContainer(descriptor, process.Id, _ =>
        {
            End(process);
            return Groups;
        }).ShouldBeNull();
    }

    [Fact]
    public void Container_OfAProcessThatHasEndedBefore_IsNotEvenLookedFor()
    {
        using Process process = StartSleep();
        using FileDescriptor descriptor = Open(process);
        int number = process.Id;
        End(process);
        bool isRead = false;
        PeerProcess.FindContainer(descriptor, number, _ =>
        {
            isRead = true;
            return Groups;
        }).ShouldBeNull();
        isRead.ShouldBeFalse();
    }

    [Fact]
    public void Container_OfAProcessThatHasEndedAndIsNotWaitedFor_IsNone()
    {
        // The shell becomes a sleep, which does not wait for the child that it has by then.
        using Process parent = Shell.Start("sleep 0.05 & echo $! >&2; exec sleep 60");
        int number = int.Parse(parent.StandardError.ReadLine()!, System.Globalization.CultureInfo.InvariantCulture);
        using var descriptor = new FileDescriptor(Libc.PidfdOpen(number));
        descriptor.IsInvalid.ShouldBeFalse();
        HostIpc.Eventually.BecomesTrueBlocking(() => File.ReadAllText($"/proc/{number}/stat").Contains(") Z ", StringComparison.Ordinal), "the child is a zombie");
        bool isRead = false;
        PeerProcess.FindContainer(descriptor, number, _ =>
        {
            isRead = true;
            return Groups;
        }).ShouldBeNull();
        isRead.ShouldBeFalse();
        End(parent);
    }

    [Fact]
    public void Container_WhereTheNumberIsAnothers_IsNone()
    {
        using Process process = StartSleep();
        using FileDescriptor descriptor = Open(process);
        PeerProcess.FindContainer(descriptor, Environment.ProcessId, _ => Groups).ShouldBeNull();
        PeerProcess.FindContainer(descriptor, null, _ => Groups).ShouldBeNull();
        PeerProcess.FindContainer(descriptor, 0, _ => Groups).ShouldBeNull();
        End(process);
    }

    [Fact]
    public void Container_WhereTheControlGroupsCannotBeRead_IsNone()
    {
        using Process process = StartSleep();
        using FileDescriptor descriptor = Open(process);
        PeerProcess.FindContainer(descriptor, process.Id, _ => null).ShouldBeNull();
        End(process);
    }

    [Fact]
    public void Container_OfAProcessOfThisMachine_IsReadFromProc()
    {
        using Process process = StartSleep();
        using FileDescriptor descriptor = Open(process);
        PeerProcess.FindContainer(descriptor, process.Id).ShouldBe(ControlGroups.FindContainer(File.ReadAllBytes($"/proc/{process.Id}/cgroup")));
        End(process);
    }

    [Fact]
    public void Process_OfThisMachine_IsOnTheHostForAServerInTheSamePidNamespace()
    {
        using Process process = StartSleep();
        using FileDescriptor descriptor = Open(process);
        PeerProcess.Find(descriptor, process.Id).Location.ShouldBe(PeerLocation.Host);
        End(process);
        PeerProcess.Find(descriptor, process.Id).ShouldBe(default);
    }

    [Theory]
    [InlineData("0::/docker/C", PeerLocation.Host)]
    [InlineData("0::/", PeerLocation.Host)]
    [InlineData("0::/docker/A", PeerLocation.Container)]
    [InlineData("0::/docker/C/docker/A", PeerLocation.Container)]
    [InlineData("0::/user@1000.service/docker/A", PeerLocation.Unknown)]
    [InlineData("cut off", PeerLocation.Unknown)]
    public void Location_OfAProcess_IsWhatItsControlGroupsSay(string groups, PeerLocation expected)
    {
        string own = new('a', 64);
        using Process process = StartSleep();
        using FileDescriptor descriptor = Open(process);
        byte[] text = Encoding.ASCII.GetBytes($"{groups.Replace("A", Id, StringComparison.Ordinal).Replace("C", own, StringComparison.Ordinal)}\n");
        PeerPlace place = PeerProcess.Find(descriptor, process.Id, _ => text, own);
        place.Location.ShouldBe(expected);
        place.ContainerId.ShouldBe(groups.Contains('A', StringComparison.Ordinal) && expected == PeerLocation.Container ? Id : groups.Contains('C', StringComparison.Ordinal) ? own : null);
        End(process);
    }

    [Fact]
    public void Process_InAPidNamespaceOfItsOwn_IsNotOnTheHost()
    {
        Assert.SkipUnless(Libc.GetEUid() == 0, "Only root makes a pid namespace.");
        using Process parent = Shell.Start("exec unshare --pid --fork sleep 60");
        int number = 0;
        HostIpc.Eventually.BecomesTrueBlocking(() => int.TryParse(File.ReadAllText($"/proc/{parent.Id}/task/{parent.Id}/children").Trim(), out number), "the child is there");
        using var descriptor = new FileDescriptor(Libc.PidfdOpen(number));
        PeerProcess.Find(descriptor, number, _ => "0::/\n"u8.ToArray(), own: null).ShouldBe(default);
        PeerProcess.Find(descriptor, number, _ => Groups, own: null).ShouldBe(new PeerPlace(PeerLocation.Container, Id));
        Libc.Kill(number, 9);
        parent.WaitForExit();
    }

    [Theory]
    [InlineData("pos:\t0\nPid:\t812\nNSpid:\t812\n", 812, true)]
    [InlineData("pos:\t0\nPid:\t812\nNSpid:\t812\t1\n", 812, false)]
    [InlineData("Pid:\t812\n", 812, null)] // before Linux 5.5
    [InlineData("Name:\tx\nTracerPid:\t9\nNSpid:\t812\t1\nPid:\t812\n", 812, false)]
    [InlineData("Pid:\t0\nNSpid:\t0\n", null, true)] // of a pid namespace that is not below
    [InlineData("Pid:\t-1\nNSpid:\t-1\n", null, true)]
    [InlineData("Pid:\t8x\n", null, null)]
    [InlineData("", null, null)]
    public void Number_OfAPidfd_IsReadWithWhetherItIsOfTheNamespaceOfProc(string text, int? expected, bool? isOwn)
    {
        bool isRead = PeerProcess.TryReadNumber(Encoding.ASCII.GetBytes(text), out int number, out bool? isInOwnNamespace);
        (isRead ? (int?)number : null).ShouldBe(expected);
        isInOwnNamespace.ShouldBe(isOwn);
    }

    [Fact]
    public void Descriptor_ThatIsOfNoProcess_HasNoContainer()
    {
        using FileDescriptor descriptor = FileDescriptor.TryOpen("/dev/null", OpenFlags.ReadOnly)!;
        PeerProcess.FindContainer(descriptor, Environment.ProcessId, _ => Groups).ShouldBeNull();
    }

    [Fact]
    public void File_OfProc_IsReadWholeOrNotAtAll()
    {
        byte[] whole = File.ReadAllBytes("/proc/self/mountinfo");
        ProcFile.TryRead("/proc/self/mountinfo", whole.Length + 10_000).ShouldNotBeNull().Length.ShouldBeGreaterThan(0);
        ProcFile.TryRead("/proc/self/mountinfo", 10).ShouldBeNull();
        byte[] name = File.ReadAllBytes("/proc/self/comm");
        ProcFile.TryRead("/proc/self/comm", name.Length).ShouldBe(name);
        ProcFile.TryRead("/proc/self/comm", name.Length - 1).ShouldBeNull();
        ProcFile.TryRead("/proc/self/nothing", 10).ShouldBeNull();
        ProcFile.TryRead("/proc/self", 10).ShouldBeNull();
    }

    private static Process StartSleep() => Process.Start("sleep", "60");

    private static FileDescriptor Open(Process process)
    {
        var descriptor = new FileDescriptor(Libc.PidfdOpen(process.Id));
        descriptor.IsInvalid.ShouldBeFalse();
        return descriptor;
    }

    private static void End(Process process)
    {
        process.Kill();
        process.WaitForExit();
    }
}
