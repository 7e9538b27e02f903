namespace HostIpc.Interop;

/// <summary>The error numbers that the code tells apart, as errno(3) names them and Linux numbers them.</summary>
internal enum Errno
{
    None = 0,
    NotPermitted = 1, // EPERM
    NoEntry = 2, // ENOENT
    NoProcess = 3, // ESRCH
    Interrupted = 4, // EINTR
    InputOutput = 5, // EIO
    NoDevice = 6, // ENXIO
    TooManyArguments = 7, // E2BIG
    NotExecutableFormat = 8, // ENOEXEC
    BadDescriptor = 9, // EBADF
    Again = 11, // EAGAIN
    AccessDenied = 13, // EACCES
    Exists = 17, // EEXIST
    NotDirectory = 20, // ENOTDIR
    IsDirectory = 21, // EISDIR
    TooManyFilesOfSystem = 23, // ENFILE
    TooManyFiles = 24, // EMFILE
    NoSpace = 28, // ENOSPC
    ReadOnlyFileSystem = 30, // EROFS
    BrokenPipe = 32, // EPIPE
    Range = 34, // ERANGE
    TooManyLinks = 40, // ELOOP
    WrongSocketType = 91, // EPROTOTYPE
    NoProtocolOption = 92, // ENOPROTOOPT
    AddressInUse = 98, // EADDRINUSE
    ConnectionRefused = 111, // ECONNREFUSED
    Cancelled = 125, // ECANCELED
}
