using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace HostIpc.Fuzz.Tests;

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

        // The lowest number that is free is what the next one would get.
        using var probe = File.OpenHandle("/dev/null");
        var lowered = _before with { Soft = (ulong)probe.DangerousGetHandle() };
        Set(lowered);
    }

    public void Dispose() => Set(_before);

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
