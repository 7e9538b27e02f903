using System.Runtime.InteropServices;

namespace HostIpc.Interop;

/// <summary>
/// A number of the kernel that is not the same on x86-64 and arm64. Declared as a property that makes it anew: the compiler leaves nothing of it but the number of the processor it compiles for.
/// </summary>
/// <param name="X64">On x86-64.</param>
/// <param name="Arm64">On arm64.</param>
internal readonly record struct ByArchitecture(int X64, int Arm64)
{
    /// <summary>On the processor of this process.</summary>
    public int Here => RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? Arm64 : X64;
}
