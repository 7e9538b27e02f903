using System.Runtime.InteropServices;

namespace HostIpc.Interop;

/// <summary>struct flock of fcntl(2) on 64-bit Linux. All zero but the type: the whole file.</summary>
[StructLayout(LayoutKind.Explicit, Size = 32)]
internal struct FileLock
{
    // Of the open file description, not of the process: a lock of the process would be lost as soon as any code in it closes
    // any descriptor of the same file.
    public const int Set = 37; // F_OFD_SETLK
    public const int Get = 36; // F_OFD_GETLK

    public const short Read = 0; // F_RDLCK
    public const short Write = 1; // F_WRLCK
    public const short None = 2; // F_UNLCK

    [FieldOffset(0)]
    public short Type;

    [FieldOffset(2)]
    public short Whence;

    [FieldOffset(8)]
    public long Start;

    [FieldOffset(16)]
    public long Length;

    /// <summary>Must be 0.</summary>
    [FieldOffset(24)]
    public int ProcessId;
}
