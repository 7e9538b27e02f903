namespace HostIpc.Interop;

internal static partial class Libc
{
    private const nint PidfdOpenNumber = 434; // __NR_pidfd_open

    /// <summary>
    /// pidfd_open(2), Linux 5.3, by its number, which is the same on every architecture: glibc has a name for it only since 2.36.
    /// The descriptor is close-on-exec.
    /// </summary>
    public static int PidfdOpen(int process) => (int)SystemCall(PidfdOpenNumber, process, 0, 0, 0);
}
