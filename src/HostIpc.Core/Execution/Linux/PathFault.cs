namespace HostIpc.Execution.Linux;

/// <summary>What stands in the way of a path.</summary>
internal enum PathFault
{
    None,

    /// <summary>There is nothing at its end, or no way there.</summary>
    Missing,

    /// <summary>Someone who is not trusted can change where it leads, or what is there.</summary>
    Unsafe,

    /// <summary>It cannot be looked at.</summary>
    Unreadable,
}
