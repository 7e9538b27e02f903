using HostIpc.Files;
using HostIpc.Interop;

namespace HostIpc.Core.Tests.Files;

public sealed class DirectoryOutlookTests : IDisposable
{
    private readonly TemporaryDirectory _house = new();

    [Fact]
    public void FindFault_WhenTheDirectoryIsThere_ThenThereIsNone()
    {
        DirectoryOutlook.FindFault(_house.Path, out bool isThere).ShouldBeNull();
        isThere.ShouldBeTrue();
    }

    [Theory]
    [InlineData("missing")]
    [InlineData("missing/below/it")]
    public void FindFault_WhenItCanBeMade_ThenThereIsNoneAndNothingIsMade(string name)
    {
        DirectoryOutlook.FindFault(Path.Combine(_house.Path, name), out bool isThere).ShouldBeNull();
        isThere.ShouldBeFalse();
        Directory.EnumerateFileSystemEntries(_house.Path).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("file")]
    [InlineData("file/below")]
    public void FindFault_WhenAFileIsInTheWay_ThenItSaysSo(string name)
    {
        File.WriteAllText(Path.Combine(_house.Path, "file"), "");
        DirectoryOutlook.FindFault(Path.Combine(_house.Path, name), out bool isThere).ShouldBe(LastError.Describe(Errno.NotDirectory));
        isThere.ShouldBeFalse();
    }

    [Theory]
    [InlineData("link")]
    [InlineData("link/below")]
    public void FindFault_WhenALinkToNothingIsInTheWay_ThenItSaysWhich(string name)
    {
        string link = Path.Combine(_house.Path, "link");
        File.CreateSymbolicLink(link, "nowhere");
        DirectoryOutlook.FindFault(Path.Combine(_house.Path, name), out _).ShouldBe($"{link} is a symbolic link to nothing");
    }

    [Fact]
    public void FindFault_WhenThereIsNoPath_ThenThereIsNoDirectory() =>
        DirectoryOutlook.FindFault("", out _).ShouldBe(LastError.Describe(Errno.NoEntry));

    [Fact]
    public void Owner_WhenItIsRootOrTheServersOwn_ThenItIsTrusted()
    {
        FileOwner.IsTrusted(0).ShouldBeTrue();
        FileOwner.IsTrusted(Libc.GetEUid()).ShouldBeTrue();
        FileOwner.IsTrusted(Libc.GetEUid() + 1).ShouldBeFalse();
    }

    public void Dispose() => _house.Dispose();
}
