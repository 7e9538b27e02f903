using HostIpc.Execution.Linux;
using HostIpc.Interop;

namespace HostIpc.Core.Tests.Execution;

/// <summary>A script without <c>#!</c> goes to the shell as bash does it: where its first line is text.</summary>
public sealed class ScriptTextTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("echo a\n", true)]
    [InlineData("", true)]
    [InlineData("#! /bin/sh\n", false)]
    [InlineData("#", true)]
    [InlineData("a\0b\n", false)]
    [InlineData("\0", false)]
    [InlineData("a\n\0", true)]
    [InlineData("\n\0", true)]
    public void IsForShell_WhenTheFirstLineIsText_ThenItIs(string text, bool expected) => IsForShell(text).ShouldBe(expected);

    [Theory]
    [InlineData(127, false)]
    [InlineData(128, true)]
    public void IsForShell_WhenTheFirstLineIsLong_ThenItsFirst128BytesDecide(int before, bool expected) => IsForShell(new string('a', before) + "\0").ShouldBe(expected);

    [Fact]
    public void IsForShell_WhenItCannotBeRead_ThenItIsNot()
    {
        using FileDescriptor directory = FileDescriptor.TryOpen(_directory.Path, OpenFlags.Path).ShouldNotBeNull();
        ScriptDirectory.IsForShell(directory).ShouldBeFalse();
    }

    private bool IsForShell(string text)
    {
        string path = _directory.File("script");
        File.WriteAllText(path, text);
        using FileDescriptor file = FileDescriptor.TryOpen(path, OpenFlags.Path).ShouldNotBeNull();
        return ScriptDirectory.IsForShell(file);
    }
}
