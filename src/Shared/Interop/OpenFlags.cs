namespace HostIpc.Interop;

/// <summary>
/// The flags of open(2). O_CLOEXEC goes with every open: no command inherits a descriptor. Those that differ between processors are in <see cref="OpenFlagsByArchitecture"/>.
/// </summary>
[Flags]
internal enum OpenFlags
{
    ReadOnly = 0, // O_RDONLY
    WriteOnly = 1, // O_WRONLY
    ReadWrite = 2, // O_RDWR
    Create = 0x40, // O_CREAT
    Exclusive = 0x80, // O_EXCL
    NoControllingTerminal = 0x100, // O_NOCTTY
    Append = 0x400, // O_APPEND
    NonBlocking = 0x800, // O_NONBLOCK
    CloseOnExec = 0x80000, // O_CLOEXEC
    Path = 0x200000, // O_PATH
}
