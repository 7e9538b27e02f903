using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace HostIpc.Interop;

/// <summary>
/// Which processors the declarations of this folder are right for. Structures, flags and call numbers of Linux differ between them: on another one they would
/// corrupt memory, or open what they must refuse.
/// </summary>
internal static class SupportedArchitecture
{
    /// <summary>Why HostIpc does not run here, in one line; null if it does.</summary>
    public static string? Fault => FindFault(RuntimeInformation.ProcessArchitecture);

    /// <summary>Why HostIpc does not run on a processor, in one line; null if it does.</summary>
    /// <remarks>Inlined, so that nothing of it is left in a native program that does run here: the name of a member of an enum takes reflection, a large part of the client's size.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static string? FindFault(Architecture architecture) =>
        architecture == Architecture.X64 || architecture == Architecture.Arm64 ? null : Describe(architecture);

    /// <exception cref="PlatformNotSupportedException">HostIpc does not run here.</exception>
    public static void Require()
    {
        if (Fault is { } fault)
        {
            throw new PlatformNotSupportedException(fault);
        }
    }

    private static string Describe(Architecture architecture) => $"HostIpc supports x86-64 and arm64 only; this process runs on {architecture.ToString().ToLowerInvariant()}";
}
