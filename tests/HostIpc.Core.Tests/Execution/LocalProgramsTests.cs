using HostIpc.Execution.Linux;
using HostIpc.Interop;

namespace HostIpc.Core.Tests.Execution;

/// <summary>Which programs a thread that serves starts itself: those whose files this machine alone has to answer for.</summary>
public sealed unsafe class LocalProgramsTests
{
    [Theory]
    [InlineData(new[] { "PROGRAM" }, null, true)]
    [InlineData(new[] { "PROGRAM" }, "DIRECTORY/.", true)]
    [InlineData(new[] { "DIRECTORY/none", "PROGRAM" }, null, true)]
    [InlineData(new[] { "DIRECTORY/none" }, null, false)]
    [InlineData(new[] { "PROGRAM" }, "DIRECTORY/none", false)]
    [InlineData(new[] { "PROGRAM" }, "/proc/.", false)] // as a network's: not one of those that are known to answer
    [InlineData(new[] { "/proc/self/exe" }, null, false)] // another file for the process
    [InlineData(new[] { "bin/sh" }, "/.", false)] // from the process's directory
    public void Add_WhenAProgramWasStarted_ThenItIsKnownWhereItsFilesAreLocal(string[] programs, string? directory, bool expected)
    {
        using var files = new TemporaryDirectory();
        File.WriteAllText($"{files.Path}/program", "");
        Assert.SkipUnless(IsLocal(files.Path), "the temporary directory is not on a local file system");
        string Name(string name) => name.Replace("PROGRAM", $"{files.Path}/program", StringComparison.Ordinal).Replace("DIRECTORY", files.Path, StringComparison.Ordinal);
        SpawnBlock* block = SpawnBlockBuilder.Build([.. programs.Select(Name)], ["x"], line: null, [], directory is null ? null : Name(directory), user: null);
        SpawnBlock* other = SpawnBlockBuilder.Build(["/bin/other"], ["x"], line: null, [], directory: null, user: null);
        var local = new LocalPrograms();

        local.Contains(block).ShouldBeFalse();
        local.Add(block);
        local.Contains(block).ShouldBe(expected);
        local.Contains(other).ShouldBeFalse();
        SpawnBlockBuilder.Free(block);
        SpawnBlockBuilder.Free(other);
    }

    private static bool IsLocal(string path)
    {
        fixed (byte* bytes = System.Text.Encoding.UTF8.GetBytes($"{path}\0"))
        {
            return FileSystem.IsLocal(bytes) is true;
        }
    }
}
