using HostIpc.Interop;

namespace HostIpc.Transports.Fifo;

/// <summary>Owns a descriptor. Closed once, at a moment that is chosen: see <see cref="FifoInput.Close"/> for why that matters.</summary>
internal sealed class Descriptor(int number) : IDisposable
{
    private int _number = number;

    public int Number => _number;

    /// <summary>The file itself, whatever its path leads to by now.</summary>
    public string ProcPath => $"/proc/self/fd/{_number}";

    /// <summary>Opens, or returns null with the reason in <see cref="LastError"/>.</summary>
    public static Descriptor? TryOpen(string path, OpenFlags flags)
    {
        int number;
        do
        {
            number = Libc.Open(path, flags | OpenFlags.CloseOnExec);
        }
        while (number < 0 && LastError.Number == Errno.Interrupted);

        return number < 0 ? null : new Descriptor(number);
    }

    public unsafe FileStatus Status()
    {
        FileStatus status;
        return Libc.StatX(_number, "", Libc.EmptyPath, FileStatus.BasicMask, &status) == 0
            ? status
            : throw new EndpointException($"statx: {LastError.Message}");
    }

    public void Dispose()
    {
        var number = Interlocked.Exchange(ref _number, -1);
        if (number >= 0)
        {
            _ = Libc.Close(number);
        }
    }
}
