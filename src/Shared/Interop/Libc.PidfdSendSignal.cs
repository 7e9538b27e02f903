namespace HostIpc.Interop;

internal static unsafe partial class Libc
{
    private const nint PidfdSendSignalNumber = 424; // __NR_pidfd_send_signal

    /// <summary>pidfd_send_signal(2), Linux 5.1: reaches the process that the descriptor was opened for, never one that took over its number.</summary>
    public static int PidfdSendSignal(int descriptor, int signal) => (int)SystemCall(PidfdSendSignalNumber, descriptor, signal, 0, 0);
}
