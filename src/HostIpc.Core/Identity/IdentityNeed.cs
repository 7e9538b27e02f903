namespace HostIpc.Identity;

/// <summary>What a decision needs of a peer's container beside what the kernel tells: whether the container engine is asked before the policy decides.</summary>
public enum IdentityNeed
{
    /// <summary>Nothing: the decision is the same whatever the engine says. The engine is not asked.</summary>
    None,

    /// <summary>Nothing, but the log should show the container's name. The engine is asked, for a second at most.</summary>
    Useful,

    /// <summary>All there is: what the engine says decides, or whoever carries out the request may look at it. The engine is asked, for ten seconds at most.</summary>
    Required,
}
