using HostIpc.Interop;

namespace HostIpc.Transports.Fifo;

internal static class ForeignFifo
{
    /// <summary>Makes a FIFO, as somebody does who is not the server.</summary>
    public static void Make(string path, uint mode = 0x180)
    {
        if (Libc.MkFifo(path, mode) < 0)
        {
            throw new IOException(LastError.Message);
        }
    }
}
