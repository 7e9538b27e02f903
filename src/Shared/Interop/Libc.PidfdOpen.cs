namespace HostIpc.Interop;

internal static partial class Libc
{
    /// <summary>
    /// pidfd_open(2), Linux 5.3, by its number, which is the same on every architecture: glibc has a name for it only since 2.36.
    /// The descriptor is close-on-exec.
    /// </summary>
    public static int PidfdOpen(int process) => (int)SystemCall(434, process, 0, 0, 0);
}
