using System.Runtime.InteropServices;

namespace HostIpc.Interop;

/// <summary>sigset_t: 128 bytes in glibc.</summary>
[StructLayout(LayoutKind.Sequential, Size = 128)]
internal struct SignalSet;
