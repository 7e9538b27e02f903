using System.Reflection;
using System.Runtime.InteropServices;
using System.Text;

namespace HostIpc.Interop;

/// <summary>The library runs on musl and on an older glibc: it calls nothing that they lack, or does without.</summary>
[Collection(nameof(Alone))]
public sealed unsafe class OtherLibcTests
{
    private const string Musl = "/lib/x86_64-linux-musl/libc.so";

    // What has a way round where it is missing.
    private static readonly string[] Optional = ["posix_spawn_file_actions_addclosefrom_np", "mallopt"];

    [Fact]
    public void EntryPoints_WhenTheLibcIsMusl_ThenAllAreThere()
    {
        Assert.SkipUnless(File.Exists(Musl) && Programs.Exists("nm"), "Debian's musl and binutils are needed (eng/test --all installs them).");
        string[] symbols = [.. Programs.Run("nm", "-D", "--defined-only", Musl).Output.Split('\n').Select(line => line.Split(' ')[^1])];
        symbols.ShouldContain("posix_spawn");

        IEnumerable<string> called = typeof(Libc).GetMethods(BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public)
            .SelectMany(method => method.GetCustomAttributes<LibraryImportAttribute>().Select(import => import.EntryPoint)
                .Concat(method.GetCustomAttributes<DllImportAttribute>().Select(import => import.EntryPoint)))
            .OfType<string>().Distinct();

        called.Count().ShouldBeGreaterThan(50);
        called.Except(symbols).Except(Optional).ShouldBeEmpty();
    }

    [Fact]
    public void Spawn_WhenTheLibcCannotCloseFromANumberOn_ThenNothingIsInherited()
    {
        using var directory = new TemporaryDirectory();
        int inherited = Libc.Open("/dev/null", OpenFlags.ReadOnly);
        try
        {
            string seen = Spawn(directory, (actions, from) => Libc.SpawnFileActionsAddCloses((SpawnFileActions*)actions, from));
            seen.Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldNotContain($"{inherited}");
            Spawn(directory, (_, _) => { }).Split('\n').ShouldContain($"{inherited}");
        }
        finally
        {
            _ = Libc.Close(inherited);
        }
    }

    private static string Spawn(TemporaryDirectory directory, Action<nint, int> addCloses)
    {
        SpawnFileActions actions;
        Libc.SpawnFileActionsInit(&actions).ShouldBe(Errno.None);
        addCloses((nint)(&actions), 3);
        string output = directory.File("descriptors");
        fixed (byte* shell = "/bin/sh\0"u8, option = "-c\0"u8, line = Encoding.UTF8.GetBytes($"ls /proc/self/fd > {output}\0"))
        {
            byte** arguments = stackalloc byte*[] { shell, option, line, null };
            byte** environment = stackalloc byte*[] { null };
            int process;
            Libc.PosixSpawn(&process, shell, &actions, null, arguments, environment).ShouldBe(Errno.None);
            int status;
            Libc.Wait4(process, &status, 0, null).ShouldBe(process);
            status.ShouldBe(0);
        }

        _ = Libc.SpawnFileActionsDestroy(&actions);
        return File.ReadAllText(output);
    }
}
