namespace HostIpc.Pipeline;

/// <summary>Where a request is on its way.</summary>
internal enum CommandState
{
    /// <summary>It has not begun, has ended, or is over so soon that nobody sees it.</summary>
    None,

    /// <summary>It waits for its turn.</summary>
    Waiting,

    Running,

    /// <summary>The operator has it ended.</summary>
    Ending,
}
