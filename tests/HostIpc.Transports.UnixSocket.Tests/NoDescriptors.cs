using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace HostIpc.Transports.UnixSocket;

/// <summary>While it lives this process cannot open anything: its limit is lowered to what is open already.</summary>
internal sealed partial class NoDescriptors : IDisposable
{
    private const int OpenFiles = 7; // RLIMIT_NOFILE

    private readonly Limit _before;

    public NoDescriptors()
    {
        // What is loaded only then could not be, and the runtime would remember that for all tests to come.
        foreach (var path in ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(':').Where(path => !path.EndsWith("CoreLib.dll", StringComparison.Ordinal)))
        {
            AssemblyLoadContext.Default.LoadFromAssemblyPath(path);
        }

        _ = GetLimit(OpenFiles, out _before);

        Set(_before with { Soft = (ulong)LowestFree() });
    }

    public void Dispose() => Set(_before);

    // What the next descriptor would get, once no number has become free for a while: sockets of tests before are closed behind their backs.
    private static nint LowestFree()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        nint lowest = -1;
        for (int same = 0, looks = 0; same < 30 && looks < 1000; looks++)
        {
            using var probe = File.OpenHandle("/dev/null");
            same = probe.DangerousGetHandle() == lowest ? same + 1 : 0;
            lowest = probe.DangerousGetHandle();
            Thread.Sleep(5);
        }

        return lowest;
    }

    private static void Set(in Limit limit)
    {
        if (SetLimit(OpenFiles, limit) < 0)
        {
            throw new InvalidOperationException("setrlimit");
        }
    }

    [LibraryImport("libc", EntryPoint = "getrlimit")]
    private static partial int GetLimit(int resource, out Limit limit);

    [LibraryImport("libc", EntryPoint = "setrlimit")]
    private static partial int SetLimit(int resource, in Limit limit);

    private record struct Limit(ulong Soft, ulong Hard);
}
