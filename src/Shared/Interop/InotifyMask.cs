namespace HostIpc.Interop;

/// <summary>The events of inotify(7) that are asked for or told unasked.</summary>
[Flags]
internal enum InotifyMask : uint
{
    None = 0,
    Modify = 0x2, // IN_MODIFY
    CloseWrite = 0x8, // IN_CLOSE_WRITE
    QueueOverflow = 0x4000, // IN_Q_OVERFLOW
}
