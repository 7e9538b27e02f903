using Microsoft.Extensions.Hosting;

namespace HostIpc.Server;

internal sealed partial class ServerHost
{
    /// <summary>Where the server is between its start and its end. What is registered for it and fails ends nothing.</summary>
    private sealed class Lifetime : IHostApplicationLifetime
    {
        // They live as long as the program, and whoever still asks may.
        private readonly CancellationTokenSource _started = new();
        private readonly CancellationTokenSource _stopping = new();
        private readonly CancellationTokenSource _stopped = new();

        public CancellationToken ApplicationStarted => _started.Token;

        public CancellationToken ApplicationStopping => _stopping.Token;

        public CancellationToken ApplicationStopped => _stopped.Token;

        public void NotifyStarted() => Cancel(_started);

        public void NotifyStopped() => Cancel(_stopped);

        // Whoever calls it returns when all that is registered has run, also where another was first.
        public void StopApplication()
        {
            lock (_stopping)
            {
                Cancel(_stopping);
            }
        }

        private static void Cancel(CancellationTokenSource source)
        {
            try
            {
                source.Cancel();
            }
            catch (AggregateException)
            {
                // The others have run.
            }
        }
    }
}
