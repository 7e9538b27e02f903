using HostIpc.Configuration.Settings;
using HostIpc.Files;

namespace HostIpc.Configuration.Checks;

public sealed class VolumeCheckTests
{
    private const string Root = "600 500 0:50 / / rw,relatime - overlay overlay rw,lowerdir=a";
    private const string Anonymous = "601 600 8:1 /var/lib/docker/volumes/0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef/_data /ipc rw,relatime master:1 - ext4 /dev/sda1 rw";
    private const string Named = "601 600 8:1 /var/lib/docker/volumes/ipc/_data /ipc rw,relatime master:1 - ext4 /dev/sda1 rw";
    private const string Other = "601 600 8:1 /srv /ip rw,relatime - ext4 /dev/sda1 rw";

    [Theory]
    [InlineData(Root, "is in the container's own file system")]
    [InlineData(Root + "\n" + Anonymous, "is an anonymous volume")]
    [InlineData(Root + "\n" + Named, null)]
    [InlineData(Root + "\n" + Other, "is in the container's own file system")]
    [InlineData("1 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw", null)]
    [InlineData("", null)]
    [InlineData("nonsense", null)]
    public void Directory_WhenNobodyElseCanReachIt_ThenItIsSaid(string mounts, string? expected) =>
        VolumeCheck.Find(Given.Settings("{}"), MountTable.Parse(mounts.Split('\n')))
            .ShouldBe(expected is null ? [] : [$"/ipc {expected}: no client can reach the server there. Mount a volume (-v ipc:/ipc)"]);

    [Fact]
    public void Mount_WhenItsPathHasABlank_ThenItIsFound()
    {
        MountTable mounts = MountTable.Parse([Root, @"601 600 8:1 / /a\040b\134 ro - tmpfs none rw"]);
        mounts.Find(@"/a b\/c").ShouldBe(new MountEntry("/", @"/a b\", "tmpfs", IsReadOnly: true));
        mounts.IsMountPoint("/a").ShouldBeFalse();
    }
}
