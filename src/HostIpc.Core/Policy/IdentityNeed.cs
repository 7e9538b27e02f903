namespace HostIpc.Policy;

/// <summary>What a decision needs of a peer's identity beside what the kernel tells.</summary>
internal enum IdentityNeed
{
    /// <summary>Nothing: it is the same whatever the engine says.</summary>
    None,

    /// <summary>Nothing, but the operator would like to read it in the log.</summary>
    Useful,

    /// <summary>All there is: what the engine says decides, or whoever carries out the request may look at it.</summary>
    Required,
}
