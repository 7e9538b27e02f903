namespace HostIpc.Identity;

/// <summary>How much is known of a peer beside what the kernel tells.</summary>
internal enum PeerIdentity
{
    /// <summary>All there is to know, or nothing is to be asked.</summary>
    Complete,

    /// <summary>The engine has not been asked yet.</summary>
    Pending,

    /// <summary>The engine did not answer in time.</summary>
    Unanswered,

    /// <summary>The engine could not be asked.</summary>
    Unavailable,
}
