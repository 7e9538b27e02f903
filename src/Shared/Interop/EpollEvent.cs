using System.Runtime.InteropServices;

namespace HostIpc.Interop;

/// <summary>
/// struct epoll_event (linux/eventpoll.h), which is packed on x86-64 and nowhere else. There is room for either form, so an array of them is not to be indexed: see
/// <see cref="DataAt"/>. See epoll_ctl(2).
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = 16)]
internal unsafe struct EpollEvent
{
    public const int Add = 1; // EPOLL_CTL_ADD
    public const int Delete = 2; // EPOLL_CTL_DEL
    public const int Modify = 3; // EPOLL_CTL_MOD
    public const int CloseOnExec = 0x80000; // EPOLL_CLOEXEC
    public const uint PeerShut = 0x2000; // EPOLLRDHUP
    public const uint OneShot = 1u << 30; // EPOLLONESHOT

    [FieldOffset(0)]
    public uint Events;

    [FieldOffset(4)]
    private nint _packedData;

    [FieldOffset(8)]
    private nint _alignedData;

    public static ByArchitecture KernelSize => new(12, 16); // sizeof(struct epoll_event)

    public static ByArchitecture DataOffset => new(4, 8); // offsetof(struct epoll_event, data)

    /// <summary>What the descriptor was registered with.</summary>
    public nint Data
    {
        readonly get => DataOffset.Here == 4 ? _packedData : _alignedData;
        set
        {
            if (DataOffset.Here == 4)
            {
                _packedData = value;
            }
            else
            {
                _alignedData = value;
            }
        }
    }

    /// <summary>The data of one of several events that the kernel has written.</summary>
    public static nint DataAt(EpollEvent* events, int index) => ((EpollEvent*)((byte*)events + (index * KernelSize.Here)))->Data;
}
