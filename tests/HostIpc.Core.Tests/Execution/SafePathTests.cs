using HostIpc.Execution;
using HostIpc.Execution.Linux;

namespace HostIpc.Core.Tests.Execution;

/// <summary>Where paths lead below a root directory, which is the test's own, and what is said of those that lead nowhere.</summary>
public sealed class SafePathTests : IDisposable
{
    private readonly TemporaryDirectory _root = new();

    public SafePathTests()
    {
        Directory.CreateDirectory(_root.File("a/b"));
        File.WriteAllText(_root.File("a/file"), "text");
        File.CreateSymbolicLink(_root.File("absolute"), "/a/file");
        File.CreateSymbolicLink(_root.File("a/relative"), "../a/./b//../file");
        File.CreateSymbolicLink(_root.File("a/b/up"), "..");
        File.CreateSymbolicLink(_root.File("lost"), "/nowhere/else");
        File.CreateSymbolicLink(_root.File("a/circle"), "circle");
    }

    public void Dispose() => _root.Dispose();

    [Theory]
    [InlineData("/", "/")]
    [InlineData("//./", "/")]
    [InlineData("/..", "/")]
    [InlineData("/a", "/a")]
    [InlineData("/a/", "/a")]
    [InlineData("/a/b/..", "/a")]
    [InlineData("/a/b/../../..", "/")]
    [InlineData("/../../a/./b", "/a/b")]
    [InlineData("/a/file", "/a/file")]
    [InlineData("/absolute", "/a/file")]
    [InlineData("/a/relative", "/a/file")]
    [InlineData("/a/b/up", "/a")]
    [InlineData("/a/b/up/b/up/b", "/a/b")]
    public void TryOpen_WhenThereIsAWay_ThenItIsTheEndWithoutLinks(string path, string expected)
    {
        SafePath.TryOpen(_root.Path, path, out SafePath? opened, out string problem).ShouldBe(PathFault.None, problem);
        using (opened)
        {
            opened.ShouldNotBeNull().Path.ShouldBe(expected);
            opened.Status.Inode.ShouldBe(InodeOf(_root.Path + expected));
            opened.Descriptor.Status().Inode.ShouldBe(opened.Status.Inode);
        }

        problem.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("/absent", "Missing", "it does not exist")]
    [InlineData("/absent/", "Missing", "it does not exist")]
    [InlineData("/absent/more", "Missing", "/absent does not exist")]
    [InlineData("/a/b/absent", "Missing", "it does not exist")]
    [InlineData("/lost", "Missing", "/nowhere does not exist")]
    [InlineData("/a/file/more", "Missing", "/a/file is a regular file, not a directory")]
    [InlineData("/a/file/..", "Missing", "/a/file is a regular file, not a directory")]
    [InlineData("/a/circle", "Unreadable", "it is the last of more than 40 symbolic links, which may lead in a circle")]
    [InlineData("/a/x\0y", "Unreadable", "/a is followed by a name with a NUL")]
    [InlineData("/x\0y", "Unreadable", "/ is followed by a name with a NUL")]
    [InlineData("a", "Unreadable", "it is not absolute; a path that begins with / is wanted")]
    [InlineData("", "Unreadable", "it is not absolute; a path that begins with / is wanted")]
    public void TryOpen_WhenThereIsNoWay_ThenItSaysWhereItEnds(string path, string fault, string expected)
    {
        SafePath.TryOpen(_root.Path, path, out SafePath? opened, out string problem).ToString().ShouldBe(fault);
        opened.ShouldBeNull();
        problem.ShouldBe(expected);
    }

    [Fact]
    public void TryOpen_WhenANameIsTooLong_ThenItSaysWhyItCannotBeOpened()
    {
        SafePath.TryOpen(_root.Path, $"/{new string('x', 300)}", out _, out string problem).ShouldBe(PathFault.Unreadable);
        problem.ShouldBe("it cannot be opened: File name too long");
    }

    [Fact]
    public void TryOpen_WhenThereIsNoRoot_ThenItSaysSo()
    {
        SafePath.TryOpen(_root.File("none"), "/a", out SafePath? opened, out string problem).ShouldBe(PathFault.Unreadable);
        opened.ShouldBeNull();
        problem.ShouldBe("the root directory cannot be opened: No such file or directory");
    }

    [Theory]
    [InlineData(40, true)]
    [InlineData(41, false)]
    public void TryOpen_WhenThereAreManyLinks_ThenTheBoundIs40(int links, bool expected)
    {
        File.CreateSymbolicLink(_root.File("link1"), "a");
        for (int i = 2; i <= links; i++)
        {
            File.CreateSymbolicLink(_root.File($"link{i}"), $"link{i - 1}");
        }

        SafePath.TryOpen(_root.Path, $"/link{links}", out SafePath? opened, out _).ShouldBe(expected ? PathFault.None : PathFault.Unreadable);
        opened?.Dispose();
    }

    [Theory]
    [InlineData(63, true)]
    [InlineData(64, false)]
    public void TryOpen_WhenThePathIsDeep_ThenTheBoundIs64WithTheRoot(int depth, bool expected)
    {
        string path = string.Concat(Enumerable.Repeat("/d", depth));
        Directory.CreateDirectory(_root.Path + path);
        SafePath.TryOpen(_root.Path, path, out SafePath? opened, out string problem).ShouldBe(expected ? PathFault.None : PathFault.Unreadable);
        opened?.Dispose();
        problem.ShouldBe(expected ? "" : "it is more than 64 directories deep");
    }

    [Theory]
    [InlineData("/", "/ is writable by its group")]
    [InlineData("/a/file", "/ is writable by its group")]
    public void TryOpen_WhenTheRootItselfIsOpenToOthers_ThenNothingBelowIsSafe(string path, string expected)
    {
        ScriptHouse.Change("775", _root.Path);
        SafePath.TryOpen(_root.Path, path, out SafePath? opened, out string problem).ShouldBe(PathFault.Unsafe);
        opened.ShouldBeNull();
        problem.ShouldStartWith(expected);
    }

    [Fact]
    public void TryOpenBelow_WhenWhatWasOpenedIsClosed_ThenTheDirectoryIsStillOpen()
    {
        SafePath.TryOpen(_root.Path, "/a", out SafePath? opened, out _).ShouldBe(PathFault.None);
        using SafePath directory = opened.ShouldNotBeNull();
        foreach ((string path, string expected) in ((string, string)[])[("file", "/a/file"), ("b", "/a/b"), ("relative", "/a/file"), ("..", "/"), ("b/up", "/a")])
        {
            directory.TryOpenBelow(path, out SafePath? below, out string problem).ShouldBe(PathFault.None, problem);
            below.ShouldNotBeNull().Path.ShouldBe(expected);
            below.Dispose();
            directory.Descriptor.IsClosed.ShouldBeFalse();
        }

        directory.TryOpenBelow("absent", out _, out string missing).ShouldBe(PathFault.Missing);
        missing.ShouldBe("it does not exist");
        directory.TryOpenBelow("file/more", out _, out missing).ShouldBe(PathFault.Missing);
        missing.ShouldBe("/a/file is a regular file, not a directory");
    }

    [Fact]
    public void Dispose_WhenAFileWasOpened_ThenItIsClosed()
    {
        SafePath.TryOpen(_root.Path, "/a/file", out SafePath? opened, out _).ShouldBe(PathFault.None);
        var descriptor = opened.ShouldNotBeNull().Descriptor;
        opened.Dispose();
        descriptor.IsClosed.ShouldBeTrue();
    }

    // Of the test's own directory: other tests open theirs at the same time.
    [Fact]
    public void Dispose_WhateverTheWayWas_ThenNoDescriptorOfItIsLeft()
    {
        string deep = string.Concat(Enumerable.Repeat("/d", 70));
        Directory.CreateDirectory(_root.Path + deep);
        foreach (string path in (string[])["/a/b", "/a/file", "/a/relative", "/a/b/up", "/a/b/../..", "/absent", "/a/b/absent", "/a/file/more", "/lost", "/a/circle", "/a/x\0y", deep])
        {
            SafePath.TryOpen(_root.Path, path, out SafePath? opened, out _);
            opened?.Dispose();
        }

        SafePath.TryOpen(_root.Path, "/a", out SafePath? directory, out _);
        foreach (string path in (string[])["file", "b", "absent", "b/up/b", ".."])
        {
            directory.ShouldNotBeNull().TryOpenBelow(path, out SafePath? below, out _);
            below?.Dispose();
        }

        directory!.Dispose();
        SafePath.Check(ExecutionTarget.Local, _root.File("a/b"), out _);
        OpenBelowRoot().ShouldBeEmpty();
    }

    [Fact]
    public void Check_WhenThePathIsOfThisMachine_ThenItSaysWhatIsThere()
    {
        SafePath.Check(ExecutionTarget.Local, "/", out string problem).ShouldBe(PathFault.None, problem);
        SafePath.Check(ExecutionTarget.Local, "/no-such-directory-of-a-test", out problem).ShouldBe(PathFault.Missing);
        problem.ShouldBe("it does not exist");
    }

    private string[] OpenBelowRoot() =>
        [.. Directory.EnumerateFileSystemEntries("/proc/self/fd").Select(entry => new FileInfo(entry).LinkTarget).OfType<string>().Where(target => target == _root.Path || target.StartsWith($"{_root.Path}/", StringComparison.Ordinal))];

    private static ulong InodeOf(string path)
    {
        using var file = HostIpc.Interop.FileDescriptor.TryOpen(path, HostIpc.Interop.OpenFlags.Path).ShouldNotBeNull();
        return file.Status().Inode;
    }
}
