namespace HostIpc.Policy;

/// <summary>What becomes of a request that the policy denies.</summary>
public enum PolicyMode
{
    /// <summary>It is denied.</summary>
    Enforce,

    /// <summary>It is logged as one that would have been denied, and run. For finding out what a policy needs; as open as no policy at all.</summary>
    Learn,
}
