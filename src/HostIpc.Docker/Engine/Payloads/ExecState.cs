namespace HostIpc.Docker.Engine.Payloads;

/// <summary>How an exec is.</summary>
/// <param name="containerId">The id of its container.</param>
/// <param name="isRunning">Whether the engine knows of no end yet.</param>
/// <param name="exitCode">The exit code; null where there is none yet.</param>
/// <param name="processId">The number of its process in the engine's pid namespace; 0 where it never ran.</param>
internal sealed class ExecState(string containerId, bool isRunning, int? exitCode, int processId)
{
    public string ContainerId => containerId;

    public bool IsRunning => isRunning;

    public int? ExitCode => exitCode;

    public int ProcessId => processId;
}
