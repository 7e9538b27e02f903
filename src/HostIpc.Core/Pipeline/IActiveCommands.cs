using HostIpc.Protocol;

namespace HostIpc.Pipeline;

/// <summary>Knows of requests that run or wait.</summary>
internal interface IActiveCommands
{
    /// <summary>Adds those that it knows of.</summary>
    void List(List<ActiveCommand> found);

    /// <summary>Has one of them ended, in the usual way. False where it does not know it, or it has ended.</summary>
    bool TryEnd(long id);
}
