using Microsoft.Extensions.Logging;

namespace HostIpc.Logging;

internal sealed partial class LineLogSink
{
    /// <summary>An output of the application's, kept from ending the thread that writes: what it throws costs the lines at hand.</summary>
    /// <param name="inner">The application's.</param>
    /// <param name="logger">Gets one message, until the output takes lines again.</param>
    private sealed class GuardedOutput(ILogOutput inner, ILogger logger) : ILogOutput
    {
        private long _lost;

        public void Write(ReadOnlySpan<byte> lines, long lost)
        {
            long missing = _lost;
            try
            {
                // Those before these lines are told with those behind them: the output has one way to say it.
                inner.Write(lines, lost + missing);
                _lost = 0;
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                _lost = missing + lines.Count((byte)'\n') + lost;
                if (missing == 0)
                {
                    LogEvents.OutputFailed(logger, e, inner.GetType().Name);
                }
            }
        }

        public void Stalled(TimeSpan timeout)
        {
            LogEvents.OutputStalled(logger, inner.GetType().Name, timeout);
            inner.Stalled(timeout);
        }
    }
}
