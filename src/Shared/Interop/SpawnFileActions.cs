using System.Runtime.InteropServices;

namespace HostIpc.Interop;

/// <summary>posix_spawn_file_actions_t. Opaque: 80 bytes in glibc, with room to spare.</summary>
[StructLayout(LayoutKind.Sequential, Size = 256)]
internal struct SpawnFileActions;
