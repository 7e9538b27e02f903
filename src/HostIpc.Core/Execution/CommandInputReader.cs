using System.IO.Pipelines;

namespace HostIpc.Execution;

/// <summary>A client's input, as the server's own readers know it.</summary>
internal abstract class CommandInputReader : PipeReader
{
    /// <summary>
    /// From now on whoever reads goes on on the thread that has received the input, before that does anything else: for a reader that never blocks, and not for code of the application.
    /// </summary>
    public abstract void ContinueInline();
}
