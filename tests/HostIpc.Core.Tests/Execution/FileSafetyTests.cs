using HostIpc.Execution.Linux;
using HostIpc.Interop;

namespace HostIpc.Core.Tests.Execution;

/// <summary>What a file's owner, mode and links say of who can change it.</summary>
public sealed class FileSafetyTests
{
    private const uint Stranger = 65533;
    private const int Directory = 0x4000;
    private const int Regular = 0x8000;
    private const int Link = 0xa000;

    [Theory]
    [InlineData(Directory, "755", null)]
    [InlineData(Directory, "1777", null)]
    [InlineData(Directory, "1775", null)]
    [InlineData(Directory, "775", "is writable by its group (mode 0775); writable by its owner alone, or sticky, is wanted")]
    [InlineData(Directory, "757", "is writable by others (mode 0757); writable by its owner alone, or sticky, is wanted")]
    [InlineData(Directory, "2777", "is writable by its group and others (mode 2777); writable by its owner alone, or sticky, is wanted")]
    [InlineData(Regular, "4755", null)]
    [InlineData(Regular, "7", "is writable by others (mode 0007); writable by its owner alone is wanted")]
    [InlineData(Regular, "1020", "is writable by its group (mode 1020); writable by its owner alone is wanted")]
    [InlineData(Regular, "1777", "is writable by its group and others (mode 1777); writable by its owner alone is wanted")]
    [InlineData(Link, "777", null)]
    public void FindFault_WhenItIsRoots_ThenTheModeDecides(int type, string mode, string? expected) => Find(type, mode, user: 0, links: 1, isInOpenDirectory: true).ShouldBe(expected);

    [Theory]
    [InlineData(Directory, "755")]
    [InlineData(Directory, "1777")]
    [InlineData(Regular, "700")]
    [InlineData(Link, "777")]
    public void FindFault_WhenItIsAnothers_ThenTheOwnerIsTheFault(int type, string mode) =>
        Find(type, mode, Stranger, links: 1, isInOpenDirectory: false).ShouldBe($"is owned by user 65533; {(Environment.IsPrivilegedProcess ? "root" : "root or the server's own user")} is wanted");

    [Theory]
    [InlineData(Regular, 1, true, false)]
    [InlineData(Regular, 2, true, true)]
    [InlineData(Regular, 2, false, false)]
    [InlineData(Link, 2, true, true)]
    [InlineData(Directory, 9, true, false)] // each of its own directories is one
    public void FindFault_WhenItHasLinks_ThenTheyAreAFaultWhereOthersCanLink(int type, int links, bool isInOpenDirectory, bool expected) =>
        Find(type, "755", user: 0, links, isInOpenDirectory).ShouldBe(expected ? "has 2 links, in a directory that others can write to; a file with one link is wanted" : null);

    private static string? Find(int type, string mode, uint user, int links, bool isInOpenDirectory) =>
        FileSafety.FindFault(new FileStatus { UserId = user, Links = (uint)links, Mode = (ushort)(type | Convert.ToInt32(mode, 8)) }, isInOpenDirectory);
}
