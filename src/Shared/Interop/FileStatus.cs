using System.Runtime.InteropServices;

namespace HostIpc.Interop;

/// <summary>struct statx of statx(2): the members that are used, at their offsets.</summary>
[StructLayout(LayoutKind.Explicit, Size = 256)]
internal struct FileStatus
{
    public const uint BasicMask = 0x7ff; // STATX_BASIC_STATS

    private const int TypeMask = 0xf000; // S_IFMT

    [FieldOffset(16)]
    public uint Links;

    [FieldOffset(20)]
    public uint UserId;

    [FieldOffset(24)]
    public uint GroupId;

    [FieldOffset(28)]
    public ushort Mode;

    [FieldOffset(32)]
    public ulong Inode;

    [FieldOffset(40)]
    public long Size;

    /// <summary>When the file or what is known of it changed last: seconds and nanoseconds.</summary>
    [FieldOffset(96)]
    public long ChangedSeconds;

    [FieldOffset(104)]
    public uint ChangedNanoseconds;

    /// <summary>When its content changed last: seconds and nanoseconds.</summary>
    [FieldOffset(112)]
    public long ModifiedSeconds;

    [FieldOffset(120)]
    public uint ModifiedNanoseconds;

    /// <summary>Of the device that a device file stands for.</summary>
    [FieldOffset(128)]
    public uint OwnDeviceMajor;

    [FieldOffset(132)]
    public uint OwnDeviceMinor;

    [FieldOffset(136)]
    public uint DeviceMajor;

    [FieldOffset(140)]
    public uint DeviceMinor;

    public readonly FileType Type => (FileType)(Mode & TypeMask);

    /// <summary>Reads that of an open file; false with the reason in <see cref="LastError"/>.</summary>
    public static unsafe bool TryRead(int descriptor, out FileStatus status)
    {
        fixed (FileStatus* target = &status)
        {
            return Libc.StatX(descriptor, "", Libc.EmptyPath, BasicMask, target) == 0;
        }
    }

    /// <summary>Reads that of the file at a path, of a link itself; false with the reason in <see cref="LastError"/>.</summary>
    public static unsafe bool TryReadPath(string path, out FileStatus status)
    {
        fixed (FileStatus* target = &status)
        {
            return Libc.StatX(Libc.CurrentDirectory, path, Libc.SymlinkNoFollow, BasicMask, target) == 0;
        }
    }

    public readonly bool IsSameFile(in FileStatus other) =>
        Inode == other.Inode && DeviceMajor == other.DeviceMajor && DeviceMinor == other.DeviceMinor;
}
