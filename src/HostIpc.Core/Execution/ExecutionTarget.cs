namespace HostIpc.Execution;

/// <summary>Where commands run.</summary>
public enum ExecutionTarget
{
    /// <summary>Where the server runs.</summary>
    Local,

    /// <summary>In the uts, ipc, network and mount namespaces of process 1 as the server sees it.</summary>
    Host,
}
