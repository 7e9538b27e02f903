using System.Runtime.InteropServices;

namespace HostIpc.Cli.Streams;

/// <summary>Catches the signals that tell a program to end, so that it can do so in its own time.</summary>
internal sealed class EndSignals : IDisposable
{
    private static readonly PosixSignal[] Caught = [PosixSignal.SIGTERM, PosixSignal.SIGINT, PosixSignal.SIGHUP];

    private readonly List<PosixSignalRegistration> _registrations = [];
    private readonly CancellationTokenSource _came = new();

    public EndSignals()
    {
        foreach (PosixSignal signal in Caught)
        {
            _registrations.Add(PosixSignalRegistration.Create(signal, context =>
            {
                context.Cancel = true;
                _came.Cancel();
            }));
        }
    }

    /// <summary>Cancelled when the first of them came.</summary>
    public CancellationToken Came => _came.Token;

    public void Dispose()
    {
        _registrations.ForEach(static registration => registration.Dispose());
        _came.Dispose();
    }
}
