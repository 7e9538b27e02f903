using HostIpc.Execution;
using HostIpc.Execution.Linux;

namespace HostIpc.Core.Tests.Execution;

/// <summary>What is read of the target's files: names, numbers, and nothing of a file that is no such list.</summary>
public sealed class TargetFilesTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly AccountDatabase _names = new(new ExecutionOptions().Target);

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("root", 0u)]
    [InlineData("0", 0u)]
    [InlineData("4000000000", 4000000000u)] // need not be known
    [InlineData("-1", null)]
    [InlineData("+1", null)]
    [InlineData(" 1", null)]
    [InlineData("4294967296", null)]
    [InlineData("no-such-name", null)]
    [InlineData("", null)]
    [InlineData("roo", null)]
    public void Find_WhenItIsANameOrANumber_ThenItIsTheNumber(string name, uint? expected)
    {
        _names.FindUser(name).ShouldBe(expected);
        _names.FindGroup(name).ShouldBe(expected);
    }

    [Theory]
    [InlineData("root", true)]
    [InlineData("0", true)]
    [InlineData("4000000000", false)]
    [InlineData("no-such-name", false)]
    [InlineData("x", false)] // the password's place
    [InlineData("", false)]
    public void Has_WhenTheTargetKnowsIt_ThenItDoes(string name, bool expected)
    {
        _names.HasUser(name).ShouldBe(expected);
        _names.HasGroup(name).ShouldBe(expected);
    }

    [Fact]
    public void Users_WhenTheyAreNoGroups_ThenTheyAreNotMistakenForThem()
    {
        _names.FindUser("nobody").ShouldBe(65534u);
        _names.FindUser("nogroup").ShouldBeNull();
        _names.HasUser("nogroup").ShouldBeFalse();
        _names.HasGroup("nogroup").ShouldBeTrue();
    }

    [Fact]
    public void ReadLines_WhenThereIsNoFile_ThenThereAreNone()
    {
        TargetFiles.ReadLines(_directory.File("absent")).ShouldBeEmpty();
        TargetFiles.ReadLines(_directory.Path).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public void ReadLines_WhenTheFileIsLarge_ThenTheBoundIs16MiB(int more, bool expected)
    {
        string path = _directory.File("large");
        File.WriteAllText(path, "first\nsecond\n");
        using (FileStream file = File.OpenWrite(path))
        {
            file.SetLength((16 * 1024 * 1024) + more);
        }

        TargetFiles.ReadLines(path).Take(2).ShouldBe(expected ? ["first", "second"] : []);
    }
}
