using System.Runtime.InteropServices;

namespace HostIpc.Interop;

internal static partial class Libc
{
    public const int ArenaMax = -8; // M_ARENA_MAX

    /// <summary>Sets a parameter of malloc(3). Answers 1; 0 where that cannot be.</summary>
    [LibraryImport(Library, EntryPoint = "mallopt")]
    public static partial int MallOpt(int parameter, int value);
}
