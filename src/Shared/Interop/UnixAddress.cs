using System.Runtime.InteropServices;
using System.Text;

namespace HostIpc.Interop;

/// <summary>struct sockaddr_un of unix(7), and how much of it is used.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct UnixAddress
{
    /// <summary>The longest path, in bytes: a NUL has to follow it.</summary>
    public const int MaxPathBytes = 107;

    public ushort Family;

    private fixed byte _path[MaxPathBytes + 1];

    /// <summary>The bytes that <paramref name="path"/> takes in an address.</summary>
    public static int SizeOf(string path) => Encoding.UTF8.GetByteCount(path);

    /// <exception cref="ArgumentException">The path is too long.</exception>
    public static UnixAddress Of(string path)
    {
        UnixAddress address = default;
        address.Family = Libc.UnixDomain;
        Encoding.UTF8.GetBytes(path, new Span<byte>(address._path, MaxPathBytes));
        return address;
    }
}
