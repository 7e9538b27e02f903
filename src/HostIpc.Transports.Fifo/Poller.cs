using HostIpc.Interop;

namespace HostIpc.Transports.Fifo;

/// <summary>Blocks in poll(2) until one of a few descriptors is readable. A negative one is left out.</summary>
internal static unsafe class Poller
{
    /// <returns>Whether one is readable. False also after an interruption: callers look again anyway.</returns>
    public static bool Wait(int first, int second, int third, long milliseconds)
    {
        var descriptors = stackalloc PollDescriptor[3];
        descriptors[0] = new PollDescriptor { Descriptor = first, Requested = PollDescriptor.Readable };
        descriptors[1] = new PollDescriptor { Descriptor = second, Requested = PollDescriptor.Readable };
        descriptors[2] = new PollDescriptor { Descriptor = third, Requested = PollDescriptor.Readable };
        var ready = Libc.Poll(descriptors, 3, (int)Math.Max(0, milliseconds));
        return ready >= 0 || LastError.Number == Errno.Interrupted
            ? ready > 0
            : throw new IOException($"poll: {LastError.Message}");
    }

    public static bool Wait(int first, int second, long milliseconds) => Wait(first, second, -1, milliseconds);
}
