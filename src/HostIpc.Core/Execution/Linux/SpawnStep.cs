namespace HostIpc.Execution.Linux;

/// <summary>What a spawn was at when it failed.</summary>
internal enum SpawnStep
{
    /// <summary>Starting the program.</summary>
    Program,

    /// <summary>Going to the working directory.</summary>
    Directory,

    /// <summary>Taking on the ids of the user that the command runs as.</summary>
    AssumingUser,

    /// <summary>Nothing yet: the thread has not got its own ids back from an earlier spawn, and must not spawn with another's.</summary>
    RestoringUser,
}
