using System.Runtime.InteropServices;

namespace HostIpc.Interop;

/// <summary>posix_spawnattr_t. Opaque: 336 bytes in glibc, with room to spare.</summary>
[StructLayout(LayoutKind.Sequential, Size = 512)]
internal struct SpawnAttributes
{
    public const short SetSignalDefault = 0x04; // POSIX_SPAWN_SETSIGDEF
    public const short SetSignalMask = 0x08; // POSIX_SPAWN_SETSIGMASK
    public const short NewSession = 0x80; // POSIX_SPAWN_SETSID
}
