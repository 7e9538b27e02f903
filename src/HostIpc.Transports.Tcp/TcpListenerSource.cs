using HostIpc.Network;
using Microsoft.Extensions.Logging;

namespace HostIpc.Transports.Tcp;

/// <summary>Makes a listener for each address of the settings.</summary>
internal sealed class TcpListenerSource(TcpOptions options, ILogger logger, TimeProvider time) : IConnectionListenerSource
{
    public IReadOnlyList<IConnectionListener> Create()
    {
        TcpOptionsValidator.Validate(options);
        return [.. options.Listen.Select(listen => new TcpListener(ListenAddress.Parse(listen)!, options, logger, time))];
    }
}
