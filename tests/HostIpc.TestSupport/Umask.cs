using System.Runtime.InteropServices;

namespace HostIpc.TestSupport;

/// <summary>The umask of this process.</summary>
public static partial class Umask
{
    /// <summary>Sets it; answers the one before.</summary>
    public static uint Set(uint mask) => Call(mask);

    [LibraryImport("libc", EntryPoint = "umask")]
    private static partial uint Call(uint mask);
}
