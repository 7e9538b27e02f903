namespace HostIpc.Execution;

/// <summary>What the target knows of a user or group.</summary>
public enum TargetPresence
{
    /// <summary>It has an account, or a group, of that name or number.</summary>
    Present,

    /// <summary>It is a number that no account, or group, has. A process can have it all the same, most likely one in a container.</summary>
    NumberAlone,

    /// <summary>It is a name that the target does not have. A rule that names it matches nobody.</summary>
    Absent,
}
