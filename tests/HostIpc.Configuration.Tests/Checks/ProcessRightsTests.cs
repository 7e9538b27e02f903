using HostIpc.Execution;
using HostIpc.Interop;

namespace HostIpc.Configuration.Checks;

public sealed class ProcessRightsTests
{
    private const string Full = "000001ffffffffff";

    [Fact]
    public void Rights_WhenTheyAreThoseOfProcessOne_ThenNothingIsSaid() => ProcessRights.Compare(Rights(Full), Rights(Full)).ShouldBeEmpty();

    [Fact]
    public void Capabilities_WhenTheyAreThoseOfAContainerWithTwoMore_ThenWhatIsLackingIsSaid() =>
        ProcessRights.Compare(Rights("00000000a82c25fb"), Rights(Full)).ShouldHaveSingleItem().ShouldBe(
            "commands lack capabilities that the host's process 1 has: DAC_READ_SEARCH, LINUX_IMMUTABLE, NET_BROADCAST, NET_ADMIN (network), IPC_LOCK, IPC_OWNER, SYS_MODULE (kernel modules), SYS_RAWIO (devices), "
            + "SYS_PACCT, SYS_BOOT (restart), SYS_NICE (priorities), SYS_RESOURCE (limits), SYS_TIME (clock), SYS_TTY_CONFIG, LEASE, AUDIT_CONTROL (audit), MAC_OVERRIDE, MAC_ADMIN, SYSLOG (kernel log), "
            + "WAKE_ALARM, BLOCK_SUSPEND, AUDIT_READ, PERFMON, BPF, CHECKPOINT_RESTORE. Start the container with --privileged, or add them with --cap-add");

    [Fact]
    public void Capability_WhenProcessOneHasItNotEither_ThenItIsNotMissed() => ProcessRights.Compare(Rights("1"), Rights("1")).ShouldBeEmpty();

    [Fact]
    public void Filter_WhenOnlyCommandsHaveIt_ThenItIsSaid()
    {
        ProcessRights.Compare(Rights(Full, seccomp: 2), Rights(Full)).ShouldHaveSingleItem().ShouldStartWith("commands run under the container's seccomp filter");
        ProcessRights.Compare(Rights(Full, seccomp: 2), Rights(Full, seccomp: 2)).ShouldBeEmpty();
    }

    [Fact]
    public void Others_WhenTheyDiffer_ThenTheyAreSaid()
    {
        ProcessRights.Compare(Rights(Full, noNewPrivileges: 1), Rights(Full)).ShouldHaveSingleItem().ShouldContain("no-new-privileges");
        ProcessRights.Compare(Rights(Full, profile: "docker-default (enforce)"), Rights(Full, profile: "unconfined")).ShouldHaveSingleItem()
            .ShouldBe("commands run under the security profile docker-default (enforce) of the container; the host's process 1 has unconfined");
        ProcessRights.Compare(Rights(Full, space: "user:[2]"), Rights(Full, space: "user:[1]")).ShouldHaveSingleItem().ShouldContain("--userns=host");
        ProcessRights.Compare(Rights(Full, space: "user:[2]"), Rights(Full, space: "")).ShouldBeEmpty();
    }

    [Fact]
    public void Rights_OfThisProcess_ThenTheyCanBeRead() => ProcessRights.Read("self").ShouldNotBeNull();

    [Fact]
    public void Rights_WhenCommandsRunBesideTheServer_ThenNothingIsCompared() => ProcessRights.Find(ExecutionTarget.Local).ShouldBeEmpty();

    private static ProcessRights Rights(string capabilities, int seccomp = 0, int noNewPrivileges = 0, string profile = "", string space = "user:[1]") =>
        ProcessRights.Parse(new ProcessStatusFile(["Name:\tx", $"CapBnd:\t{capabilities}", $"NoNewPrivs:\t{noNewPrivileges}", $"Seccomp:\t{seccomp}"]), profile, space)!;
}
