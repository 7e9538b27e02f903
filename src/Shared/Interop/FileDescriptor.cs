using System.Runtime.InteropServices;

namespace HostIpc.Interop;

/// <summary>An open file descriptor. Disposing it closes it then and there, which matters where the kernel acts on the last close.</summary>
internal sealed unsafe class FileDescriptor : SafeHandle
{
    private const int None = -1;

    public FileDescriptor(int number)
        : base(None, ownsHandle: true) => SetHandle(number);

    public override bool IsInvalid => Number < 0;

    /// <summary>The number; below zero once it was closed or given away.</summary>
    public int Number => (int)handle;

    /// <summary>A path to the file itself, whatever the path that it was opened by leads to by now.</summary>
    public string ProcPath => $"/proc/self/fd/{Number}";

    /// <summary>Opens, close-on-exec, or returns null with the reason in <see cref="LastError"/>.</summary>
    public static FileDescriptor? TryOpen(string path, OpenFlags flags)
    {
        int number;
        do
        {
            number = Libc.Open(path, flags | OpenFlags.CloseOnExec);
        }
        while (number < 0 && LastError.Number == Errno.Interrupted);

        return number < 0 ? null : new FileDescriptor(number);
    }

    /// <exception cref="IOException">The kernel does not tell.</exception>
    public FileStatus Status() => FileStatus.TryRead(Number, out FileStatus status) ? status : throw new IOException($"statx: {LastError.Message}");

    /// <summary>Gives the descriptor to another owner; this one will not close it.</summary>
    public int Detach()
    {
        int number = Number;
        SetHandle(None);
        SetHandleAsInvalid();
        return number;
    }

    protected override bool ReleaseHandle()
    {
        int number = Number;
        SetHandle(None);
        return Libc.Close(number) == 0;
    }
}
