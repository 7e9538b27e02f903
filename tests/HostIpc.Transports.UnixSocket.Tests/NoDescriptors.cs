using System.Runtime.InteropServices;
using Shouldly;

namespace HostIpc.Transports.UnixSocket;

/// <summary>While it lives this process cannot open anything: its limit is lowered to what is open already.</summary>
internal sealed partial class NoDescriptors : IDisposable
{
    private const int OpenFiles = 7; // RLIMIT_NOFILE

    private readonly Limit _before;

    public NoDescriptors()
    {
        _ = GetLimit(OpenFiles, out _before);

        // The lowest number that is free is what the next one would get.
        using var probe = File.OpenHandle("/dev/null");
        var lowered = _before with { Soft = (ulong)probe.DangerousGetHandle() };
        SetLimit(OpenFiles, lowered).ShouldBe(0);
    }

    public void Dispose() => SetLimit(OpenFiles, _before).ShouldBe(0);

    [LibraryImport("libc", EntryPoint = "getrlimit")]
    private static partial int GetLimit(int resource, out Limit limit);

    [LibraryImport("libc", EntryPoint = "setrlimit")]
    private static partial int SetLimit(int resource, in Limit limit);

    private record struct Limit(ulong Soft, ulong Hard);
}
