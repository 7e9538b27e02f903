using HostIpc.Interop;
using HostIpc.Transports;

namespace HostIpc.Execution.Linux;

/// <summary>Waits for the end of a process for so short a time that a thread may be blocked for it.</summary>
internal static unsafe class SpinThenBlock
{
    private const int PatienceMilliseconds = 2;

    /// <summary>Whether it has exited, by now or in a moment. It is not reaped.</summary>
    public static bool HasExited(int process)
    {
        int descriptor = DescriptorReserve.OpenProcess(process);
        if (descriptor < 0)
        {
            // None to spare, say: who waits for many tries again.
            return false;
        }

        var exit = new PollDescriptor { Descriptor = descriptor, Requested = PollDescriptor.Readable };
        bool hasExited = Libc.Poll(&exit, 1, PatienceMilliseconds) > 0;
        _ = Libc.Close(descriptor);
        return hasExited;
    }
}
