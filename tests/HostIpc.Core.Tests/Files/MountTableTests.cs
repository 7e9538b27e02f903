using HostIpc.Files;

namespace HostIpc.Core.Tests.Files;

public sealed class MountTableTests
{
    private static readonly MountTable Table = MountTable.Parse(
    [
        "22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw",
        "36 22 98:0 /root /data rw,noatime master:1 propagate_from:2 - ext3 /dev/root ro,errors=continue",
        "37 22 0:20 / /run ro,nosuid - tmpfs tmpfs rw,mode=755",
        "38 37 0:21 / /run/a\\040b\\134c\\011 rw - tmpfs tmpfs rw",
        "39 22 0:22 / /later rw - tmpfs tmpfs rw",
        "40 39 0:23 /sub /later rw - overlay overlay rw",
        "41 22 0:24 / /half\\04 rw - tmpfs",
        "no mount",
        "42 22 0:25 / - tmpfs tmpfs rw",
        "43 22 0:26 / /cut rw -",
        "",
    ]);

    [Theory]
    [InlineData("/", "/", "/", "ext4", false)]
    [InlineData("/etc/x", "/", "/", "ext4", false)]
    [InlineData("/data", "/data", "/root", "ext3", true)]
    [InlineData("/data/x/y", "/data", "/root", "ext3", true)]
    [InlineData("/database", "/", "/", "ext4", false)]
    [InlineData("/run/x", "/run", "/", "tmpfs", true)]
    [InlineData("/run/a b\\c\t/x", "/run/a b\\c\t", "/", "tmpfs", false)]
    [InlineData("/later/x", "/later", "/sub", "overlay", false)]
    [InlineData("/half\\04", "/half\\04", "/", "tmpfs", false)]
    [InlineData("/cut", "/", "/", "ext4", false)]
    public void Find_WhenAPathLiesOnAMount_ThenItIsTheDeepestAndTheLatest(string path, string point, string root, string type, bool isReadOnly) =>
        Table.Find(path).ShouldBe(new MountEntry(root, point, type, isReadOnly));

    [Fact]
    public void Find_WhenNothingIsMountedAbove_ThenItIsNotKnown() =>
        MountTable.Parse(["36 35 98:0 / /data rw - ext3 /dev/root rw"]).Find("/dat").ShouldBeNull();

    [Theory]
    [InlineData("/", true)]
    [InlineData("/data", true)]
    [InlineData("/data/x", false)]
    [InlineData("/run/a b\\c\t", true)]
    [InlineData("/cut", false)]
    public void IsMountPoint_WhenSomethingIsMountedThere_ThenItIs(string path, bool expected) => Table.IsMountPoint(path).ShouldBe(expected);

    [Fact]
    public void Read_WhenItIsThisProcess_ThenProcIsMounted() => MountTable.Read().Find("/proc/self")!.Type.ShouldBe("proc");
}
