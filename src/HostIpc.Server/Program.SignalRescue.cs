using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace HostIpc.Server;

internal static partial class Program
{
    /// <summary>
    /// Stops the server in order where a command has used up the processes of its container. The runtime starts a thread for each SIGTERM, SIGINT and SIGQUIT; where it cannot, it ends the
    /// program by an exception that nobody can catch. Before that it says so, on the thread that reads signals, and whoever hears it may take as long as he likes.
    /// </summary>
    private sealed class SignalRescue : IDisposable
    {
        private const string SignalThread = ".NET SigHandler";

        private readonly IHostApplicationLifetime _lifetime;

        public SignalRescue(IHost host)
        {
            _lifetime = host.Services.GetRequiredService<IHostApplicationLifetime>();
            AppDomain.CurrentDomain.UnhandledException += Rescue;
        }

        public void Dispose() => AppDomain.CurrentDomain.UnhandledException -= Rescue;

        private void Rescue(object sender, UnhandledExceptionEventArgs e)
        {
            if (e.ExceptionObject is OutOfMemoryException && IsSignalThread())
            {
                _lifetime.StopApplication();
                Thread.Sleep(Timeout.Infinite); // the process ends meanwhile
            }
        }

        private static bool IsSignalThread()
        {
            try
            {
                return File.ReadAllText("/proc/thread-self/comm").TrimEnd() == SignalThread;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return false;
            }
        }
    }
}
