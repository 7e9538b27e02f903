using HostIpc.Policy;

namespace HostIpc.Configuration.Reload;

/// <summary>Gives the memory back that reading a policy took: trying a pattern takes a hundred kilobytes that nothing needs afterwards.</summary>
internal static class HeapTrim
{
    // With fewer the start is worth more than the memory.
    private const int Worthwhile = 32;

    /// <summary>Does so where the policy has many patterns.</summary>
    public static void After(PolicySettings policy)
    {
        if (policy.Commands.Sum(command => command.Options.Parameters.Count(parameter => parameter.Pattern is not null)) >= Worthwhile)
        {
            Now();
        }
    }

    /// <summary>Does so.</summary>
    public static void Now() => GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
}
