using System.Runtime.InteropServices;

namespace HostIpc.Interop;

/// <summary>struct epoll_event, which is packed on x86-64. See epoll_ctl(2).</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
internal struct EpollEvent
{
    public const int Add = 1; // EPOLL_CTL_ADD
    public const int Delete = 2; // EPOLL_CTL_DEL
    public const int Modify = 3; // EPOLL_CTL_MOD
    public const int CloseOnExec = 0x80000; // EPOLL_CLOEXEC
    public const uint PeerShut = 0x2000; // EPOLLRDHUP
    public const uint OneShot = 1u << 30; // EPOLLONESHOT

    public uint Events;
    public nint Data;
}
