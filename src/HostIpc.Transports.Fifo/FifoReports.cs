using HostIpc.Identity;
using HostIpc.Logging;
using Microsoft.Extensions.Logging;

namespace HostIpc.Transports.Fifo;

/// <summary>Tells what happened to the FIFO itself: to the operator's diagnostics, and to the log of commands.</summary>
internal sealed class FifoReports(ILogger logger, ICommandLog? log)
{
    private string? _unavailable;

    public ILogger Logger => logger;

    /// <summary>Something happened, and it goes on.</summary>
    public void Incident(string message)
    {
        logger.Incident(message);
        Record(message);
    }

    /// <summary>It does not go on, for now. The same reason is told once, not at every new attempt.</summary>
    public void Unavailable(string reason)
    {
        if (reason != _unavailable)
        {
            _unavailable = reason;
            logger.Unavailable(reason);
            Record(reason);
        }
    }

    public void Available() => _unavailable = null;

    private void Record(string message) => log?.Notice(message, Peer.Fifo);
}
