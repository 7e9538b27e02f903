using System.Runtime.InteropServices;

namespace HostIpc.Interop;

internal static unsafe partial class Libc
{
    private const nuint BytesWaitingRequest = 0x541b; // FIONREAD

    /// <summary>How many bytes wait in a pipe, or -1.</summary>
    public static int BytesWaiting(int descriptor)
    {
        int count;
        return Ioctl(descriptor, BytesWaitingRequest, &count) < 0 ? -1 : count;
    }

    [LibraryImport(Library, EntryPoint = "ioctl", SetLastError = true)]
    private static partial int Ioctl(int descriptor, nuint request, int* argument);
}
