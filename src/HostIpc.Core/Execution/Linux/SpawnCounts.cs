namespace HostIpc.Execution.Linux;

/// <summary>What the threads that spawn count, in memory that the garbage collector does not know.</summary>
internal struct SpawnCounts
{
    /// <summary>How many of them spawn.</summary>
    public int Busy;

    /// <summary>How often one has done so.</summary>
    public long Done;
}
