using HostIpc.Docker.TestSupport;

namespace HostIpc.Docker.Engine;

/// <summary>Which container a process is in, by what proc(5) tells of it.</summary>
public sealed class OwnContainerTests : IDisposable
{
    private readonly string _directory = TemporaryDirectories.Create("hostipc-own-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Theory]
    [InlineData("0::/system.slice/docker-{a}.scope\n", null, 'a')]
    [InlineData("12:cpu:/docker/{a}\n0::/\n", null, 'a')]
    [InlineData("0::/\n", "604 590 254:1 /var/lib/docker/containers/{b}/hostname /etc/hostname rw,relatime - ext4 /dev/vda1 rw\n", 'b')]
    [InlineData("0::/\n", "1 1 0:1 / / rw - overlay overlay rw\n604 590 254:1 /containers/{b}/resolv.conf /etc/resolv.conf rw - ext4 /dev/vda1 rw\n605 590 254:1 /containers/{b}/hosts /etc/hosts rw - ext4 /dev/vda1 rw\n", 'b')]
    [InlineData("0::/docker/{a}\n", "604 590 254:1 /var/lib/docker/containers/{b}/hostname /etc/hostname rw - ext4 /dev/vda1 rw\n", 'a')]
    public void Container_ThatIsTold_IsFound(string groups, string? mounts, char digit) => Find(groups, mounts).ShouldBe(Answers.Id(digit));

    [Theory]
    [InlineData("0::/user.slice/session-1.scope\n", "22 1 254:1 / / rw - ext4 /dev/vda1 rw\n")]
    [InlineData(null, null)]
    [InlineData("0::/\n", "604 590 254:1 /var/lib/docker/containers/{b}/hostname /mnt/hostname rw - ext4 /dev/vda1 rw\n")] // somebody else's file, mounted here
    [InlineData("0::/\n", "604 590 254:1 /home/{b}/hostname /etc/hostname rw - ext4 /dev/vda1 rw\n")]
    [InlineData("0::/\n", "604 590 254:1 /var/lib/docker/containers/abc/hostname /etc/hostname rw - ext4 /dev/vda1 rw\n")]
    [InlineData("0::/\n", "604 590 254:1 /c/containers/{a}/hostname /etc/hostname rw - x x rw\n605 590 254:1 /c/containers/{b}/hosts /etc/hosts rw - x x rw\n")] // two
    [InlineData("0::/\n", "604 590\n\n x\n")]
    public void Container_ThatIsNotTold_IsNone(string? groups, string? mounts) => Find(groups, mounts).ShouldBeNull();

    private string? Find(string? groups, string? mounts)
    {
        Write("cgroup", groups);
        Write("mountinfo", mounts);
        return OwnContainer.FindId(_directory);
    }

    private void Write(string name, string? text)
    {
        if (text is not null)
        {
            File.WriteAllText($"{_directory}/{name}", text.Replace("{a}", Answers.Id('a'), StringComparison.Ordinal).Replace("{b}", Answers.Id('b'), StringComparison.Ordinal));
        }
    }
}
