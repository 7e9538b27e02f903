using System.Net;
using Microsoft.Extensions.Logging;

namespace HostIpc.Transports.Tcp;

internal sealed partial class TcpListener
{
    /// <summary>Reports connections that were not let in: each address once a minute, and no more addresses than somebody reads.</summary>
    internal sealed class RejectionLogger(ILogger logger, TimeProvider time)
    {
        private const int MaxAddresses = 20;

        private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

        private readonly HashSet<IPAddress> _reported = [];
        private long _since;

        /// <summary>To be called by one thread at a time.</summary>
        public void Add(IPAddress address, string endpoint)
        {
            if (_reported.Count > 0 && time.GetElapsedTime(_since) >= Interval)
            {
                _reported.Clear();
            }

            if (_reported.Count == 0)
            {
                _since = time.GetTimestamp();
            }

            if (_reported.Count < MaxAddresses && _reported.Add(address))
            {
                logger.Refused(address.ToString(), endpoint);
            }
        }
    }
}
