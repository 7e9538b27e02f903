using System.Runtime.InteropServices;

namespace HostIpc.Interop;

/// <summary>An open file descriptor that closes itself.</summary>
internal sealed class FileDescriptor : SafeHandle
{
    public FileDescriptor(int number)
        : base(-1, ownsHandle: true) => SetHandle(number);

    public override bool IsInvalid => Number < 0;

    public int Number => (int)handle;

    /// <summary>Gives the descriptor to another owner; this one will not close it.</summary>
    public int Detach()
    {
        int number = Number;
        SetHandleAsInvalid();
        return number;
    }

    protected override bool ReleaseHandle() => Libc.Close(Number) == 0;
}
