using HostIpc.Interop;

namespace HostIpc.Configuration.Startup;

/// <summary>Sees to it that no command leaves a core file unless it asks for one: a limit is inherited, and the hard one stays, up to which a command may raise its own (<c>ulimit -c</c>).</summary>
internal static class CoreLimit
{
    public static unsafe void Clear()
    {
        ResourceLimit limit;
        if (Libc.PrLimit(0, ResourceLimit.Core, null, &limit) == 0)
        {
            limit.Soft = 0;
            _ = Libc.PrLimit(0, ResourceLimit.Core, &limit, null);
        }
    }
}
