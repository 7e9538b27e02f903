namespace HostIpc.Policy;

/// <summary>What rules say of a peer.</summary>
internal enum AccessAnswer
{
    /// <summary>It may not.</summary>
    Denied,

    /// <summary>It may.</summary>
    Allowed,

    /// <summary>What is not known yet of its container decides.</summary>
    Open,
}
