using Microsoft.Extensions.Hosting;

namespace HostIpc.Server;

internal sealed partial class ServerHost
{
    /// <summary>Where the server is between its start and its end. A callback that fails ends nothing.</summary>
    private sealed class Lifetime : IHostApplicationLifetime, IDisposable
    {
        private readonly CancellationTokenSource _started = new();
        private readonly CancellationTokenSource _stopping = new();
        private readonly CancellationTokenSource _stopped = new();

        public Lifetime() => (ApplicationStarted, ApplicationStopping, ApplicationStopped) = (_started.Token, _stopping.Token, _stopped.Token);

        // Tokens of their own: they can be read after the end.
        public CancellationToken ApplicationStarted { get; }

        public CancellationToken ApplicationStopping { get; }

        public CancellationToken ApplicationStopped { get; }

        public void NotifyStarted() => Cancel(_started);

        public void NotifyStopped() => Cancel(_stopped);

        // Every caller returns after all callbacks have run, also a caller that was not the first.
        public void StopApplication()
        {
            lock (_stopping)
            {
                Cancel(_stopping);
            }
        }

        public void Dispose()
        {
            _started.Dispose();
            _stopping.Dispose();
            _stopped.Dispose();
        }

        private static void Cancel(CancellationTokenSource source)
        {
            try
            {
                source.Cancel();
            }
            catch (AggregateException)
            {
                // The other callbacks have run.
            }
            catch (ObjectDisposedException)
            {
                // A signal after the end.
            }
        }
    }
}
