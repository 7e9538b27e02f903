using System.Text;

namespace HostIpc.Identity;

/// <summary>Where engines put their containers. In the texts A and B stand for ids.</summary>
public sealed class ControlGroupsTests
{
    private static readonly string A = "0123456789abcdef" + new string('a', 48);
    private static readonly string B = new('b', 64);

    [Theory]
    [InlineData("0::/docker/A")] // cgroupfs
    [InlineData("0::/system.slice/docker-A.scope")] // systemd
    [InlineData("0::/my.slice/my-own.slice/docker-A.scope")] // --cgroup-parent
    [InlineData("0::/my/own/A")]
    [InlineData("0::/../A")] // the server in a container of its own, with a control group namespace of its own
    [InlineData("0::/../docker-A.scope")]
    [InlineData("0::/../../docker/A")]
    [InlineData("0::/../../system.slice/docker-A.scope")]
    [InlineData("0::/docker/A/init")] // a system of its own in the container
    [InlineData("0::/docker/A/system.slice/cron.service")]
    [InlineData("0::/machine.slice/libpod-A.scope")] // podman
    [InlineData("0::/machine.slice/libpod-A.scope/container")]
    [InlineData("0::/libpod_parent/libpod-A")]
    [InlineData("0::/system.slice/web.service/libpod-payload-A")] // Quadlet
    [InlineData("0::/../../system.slice/web.service/libpod-payload-A")]
    [InlineData("0::/libpod_parent/B/libpod-A")] // in a pod, which has an id too
    [InlineData("0::/machine.slice/machine-libpod_pod_B.slice/libpod-A.scope/container")]
    [InlineData("0::/kubepods/besteffort/pod6a8a3c5e-0b5f-4b40-9d3b-2f7d5a3f6e11/A")] // Kubernetes
    [InlineData("0::/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod6a8a3c5e_0b5f.slice/cri-containerd-A.scope")]
    [InlineData("0::/kubepods.slice/kubepods-pod6a8a3c5e_0b5f.slice/crio-A.scope")]
    [InlineData("0::/kubepods.slice/kubepods-pod6a8a3c5e_0b5f.slice/crio-A.scope/container")]
    [InlineData("0::/kubepods/burstable/pod6a8a3c5e/crio-A")]
    [InlineData("0::/system.slice/containerd.service/kubepods-besteffort-pod6a8a3c5e.slice:cri-containerd:A")]
    [InlineData("0::/system.slice:docker:A")]
    [InlineData("0::/default/nerdctl-A.scope")]
    public void Container_WhereAnEnginePutsIt_IsFound(string line) => Find($"{line}\n").ShouldBe(A);

    [Theory]
    [InlineData("0::/")]
    [InlineData("0::/..")]
    [InlineData("0::/../..")]
    [InlineData("0::/init.scope")]
    [InlineData("0::/system.slice/docker.service")]
    [InlineData("0::/user.slice/user-1000.slice/session-3.scope")]
    [InlineData("0::/../../user.slice/user-0.slice/session-1.scope")]
    [InlineData("0::/machine.slice/libpod-conmon-A.scope")] // what looks after the container, on the host
    [InlineData("0::/kubepods.slice/crio-conmon-A.scope")]
    [InlineData("0::/machine.slice/machine-libpod_pod_A.slice")]
    [InlineData("0::/libpod_parent/A")]
    [InlineData("0::/libpod_parent/conmon")]
    [InlineData("0::/docker")]
    [InlineData("0::/docker/buildkit/ji3wh9x6a0qrqmsgzfqgwv5tr")]
    [InlineData("0::/docker/A (deleted)")] // a zombie's
    public void Process_OfTheHost_IsInNone(string line) => Find($"{line}\n").ShouldBeNull();

    [Fact]
    public void Container_OfVersionOne_IsFoundInTheHierarchiesThatNameIt()
    {
        Find("12:pids:/docker/A\n11:cpu,cpuacct:/docker/A\n2:rdma:/\n1:name=systemd:/docker/A\n0::/system.slice/containerd.service\n").ShouldBe(A);
        Find("9:name=systemd:/\n8:pids:/\n4:memory:/process_api/0123456789abcdef0123456789abcdef\n0::/\n").ShouldBeNull();
        Find("3:memory:/docker/A\n0::/user.slice/user-0.slice/session-1.scope\n").ShouldBe(A);
    }

    [Fact]
    public void Container_WhenHierarchiesNameTwo_IsNone()
    {
        Find("2:pids:/docker/A\n1:name=systemd:/docker/A\n0::/docker/A\n").ShouldBe(A);
        Find("2:pids:/docker/A\n1:name=systemd:/docker/B\n0::/docker/A\n").ShouldBeNull();
        Find("2:pids:/docker/A\n1:name=systemd:/\n0::/system.slice/docker-B.scope\n").ShouldBeNull();
    }

    [Fact]
    public void Container_WithAControlGroupNamedAsAnothers_IsItself()
    {
        Find("0::/docker/A/docker/B\n").ShouldBe(A);
        Find("0::/docker/A/system.slice/docker-B.scope\n").ShouldBe(A);
        Find("0::/system.slice/docker-A.scope/docker/B\n").ShouldBe(A);
        Find("0::/../A/../B\n").ShouldBe(A);
        Find("0::/machine.slice/libpod-A.scope/libpod-B.scope/container\n").ShouldBe(A);
        Find("0::/system.slice/docker-A.scope/user.slice/user@0.service/x\n").ShouldBe(A);
    }

    [Theory]
    [InlineData("0::/user.slice/user-1000.slice/user@1000.service/docker/A")] // may be made by user 1000
    [InlineData("0::/user.slice/user-1000.slice/user@1000.service/user.slice/libpod-A.scope/container")] // rootless podman
    [InlineData("0::/user.slice/user-1000.slice/user@1000.service/app.slice/docker-A.scope")]
    [InlineData("0::/user@1000.service/docker/A")]
    [InlineData("0::/../../user@1000.service/docker-A.scope")]
    [InlineData("0::/user.slice/user-1000.slice/session-3.scope/docker/A")]
    [InlineData("0::/user/alice/0/docker/A")] // pam_cgfs
    [InlineData("0::/machine.slice/machine-qemu.scope/system.slice/docker-A.scope")]
    [InlineData("0::/machine.slice/systemd-nspawn@web.service/payload/docker/A")]
    [InlineData("0::/lxc/web/docker/A")]
    [InlineData("0::/lxc.payload.web/system.slice/docker-A.scope")]
    [InlineData("0::/machine.slice/libpod-conmon-A.scope/docker/B")]
    [InlineData("0::/foo.scope/A")]
    public void Container_BelowWhatSomebodyElseNames_DoesNotCount(string line) => Find($"{line}\n").ShouldBeNull();

    [Theory]
    [InlineData("0::/docker/aaaa")] // too short
    [InlineData("0::/docker/Aa")] // too long
    [InlineData("0::/docker/-A")]
    [InlineData("0::/docker/docker-")]
    [InlineData("0::/system.slice/web.service/libpod-payload-A.scope")]
    [InlineData("0::/system.slice/web.service/docker-payload-A")]
    [InlineData("0::/docker-A.scope.slice")]
    [InlineData("0::/docker-A.service")]
    [InlineData("0::/docker_A.scope")]
    [InlineData("0::/A.scope")]
    [InlineData("0::/my-docker-A.scope")]
    [InlineData("0::/evil-A.scope")]
    [InlineData("0::/docker-A.scope ")]
    [InlineData("0:: /docker/A")]
    [InlineData("0::docker/A")]
    [InlineData("0:docker/A")]
    [InlineData("docker/A")]
    [InlineData("0::")]
    [InlineData("0::/x//A")]
    [InlineData("0::/x/../A")]
    [InlineData("0::/x:docker:A")]
    [InlineData("0::/.slice:docker:A")]
    [InlineData("0::/x.slice:evil:A")]
    [InlineData("0::/x.slice:user:docker:A")]
    [InlineData("0::/x.slice:A")]
    public void Name_OfAnotherForm_IsNone(string line) => Find($"{line}\n").ShouldBeNull();

    [Fact]
    public void Id_WithOtherThanLowerCaseDigits_IsNone()
    {
        foreach (char wrong in "CDEFg/ \0\u00e1")
        {
            Find($"0::/docker/{A[..^1]}{wrong}\n").ShouldBeNull();
        }
    }

    [Theory]
    [InlineData("0::/", "host")]
    [InlineData("0::/..", "host")]
    [InlineData("0::/user.slice/user-1000.slice/session-3.scope", "host")]
    [InlineData("0::/machine.slice/libpod-conmon-A.scope", "host")]
    [InlineData("0::/system.slice/docker-A.scope", "in A")]
    [InlineData("0::/docker/A/B", "in A, B below")] // --cgroup-parent /docker/A, or an engine in the container A
    [InlineData("0::/docker/A/x.slice/docker-B.scope", "in A, B below")]
    [InlineData("0::/docker/C", "own")]
    [InlineData("0::/docker/C/init", "own")]
    [InlineData("0::/docker/C/docker/A", "own, in A")] // an engine beside the server in a container of CI
    [InlineData("0::/docker/C/docker/A/B", "own, in A, B below")]
    [InlineData("0::/docker/A/docker/C", "in A, C below")]
    [InlineData("2:pids:/docker/A/B\n1:name=systemd:/docker/A\n0::/", "in A, B below")]
    [InlineData("2:pids:/docker/C\n1:name=systemd:/docker/C/docker/A\n0::/", "own, in A")]
    [InlineData("0::/user.slice/user-1000.slice/user@1000.service/docker/A", "doubt")]
    [InlineData("0::/user.slice/user-1000.slice/user@1000.service/docker/C", "doubt")]
    [InlineData("2:pids:/docker/A\n1:name=systemd:/docker/B", "doubt")]
    [InlineData("0::/x//A", "doubt")]
    [InlineData("0::/x/../A", "doubt")]
    [InlineData("0::", "doubt")]
    [InlineData("docker/A", "doubt")]
    public void Place_OfAProcess_IsToldFromWhatItsControlGroupsName(string lines, string expected)
    {
        string own = new('c', 64);
        ControlGroupPlace place = ControlGroups.Find(Encoding.Latin1.GetBytes($"{Fill(lines)}\n"), own);
        string?[] parts = [place.IsDoubt ? "doubt" : null, place.IsOwn ? "own" : null, place.Container is { } id ? $"in {id}" : null, place.Inner is { } inner ? $"{inner} below" : null];
        string found = string.Join(", ", parts.OfType<string>());
        (found.Length == 0 ? "host" : found).ShouldBe(Fill(expected));

        string Fill(string text) => text.Replace("A", A, StringComparison.Ordinal).Replace("B", B, StringComparison.Ordinal).Replace("C", own, StringComparison.Ordinal);
    }

    [Fact]
    public void Text_ThatIsCutOffOrNone_NamesNone()
    {
        string whole = $"2:pids:/docker/{A}\n1:name=systemd:/docker/{A}\n";
        for (int length = 0; length < whole.Length; length++)
        {
            bool isLines = length > 0 && whole[length - 1] == '\n';
            Find(whole[..length]).ShouldBe(isLines ? A : null, whole[..length]);
        }

        Find("\n").ShouldBeNull();
        Find("2:pids:/docker/A\n\n").ShouldBeNull();
        Find("2:pids:/docker/A\nnothing\n").ShouldBeNull();
    }

    [Fact]
    public void Text_OfAnyBytes_NeverThrows()
    {
        var random = new Random(20261121);
        byte[] alphabet = [.. Encoding.ASCII.GetBytes("0:/.-\ndocker.scopeslice:@user"), 0, 0xff];
        for (int round = 0; round < 20_000; round++)
        {
            byte[] text = new byte[random.Next(0, 200)];
            for (int i = 0; i < text.Length; i++)
            {
                text[i] = alphabet[random.Next(alphabet.Length)];
            }

            ControlGroups.FindContainer(text).ShouldBeNull();
        }
    }

    private static string? Find(string text) =>
        ControlGroups.FindContainer(Encoding.Latin1.GetBytes(text.Replace("A", A, StringComparison.Ordinal).Replace("B", B, StringComparison.Ordinal)));
}
