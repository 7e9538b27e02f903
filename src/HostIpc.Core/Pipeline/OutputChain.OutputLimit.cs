using System.Globalization;
using System.Text;
using HostIpc.Execution;
using HostIpc.Protocol;

namespace HostIpc.Pipeline;

internal sealed partial class OutputChain
{
    /// <summary>The first part of the way of a command's output: what exceeds <see cref="Command.MaxOutput"/> goes no further, and ends the command.</summary>
    private sealed class OutputLimit : IOutputSink, IDisposable
    {
        private readonly long _max;
        private readonly OutputChain _next;
        private readonly CancellationTokenSource _ending;
        private readonly TaskCompletionSource _passed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly Lock _lock = new();
        private long _written;

        // Whether what was passed on to the error stream, or to either where they go the same way, does not end with a line.
        private bool _isMidLine;

        /// <param name="max">How many bytes the command may write to both its streams together.</param>
        /// <param name="next">Where to.</param>
        /// <param name="ending">What else ends the command.</param>
        public OutputLimit(long max, OutputChain next, CancellationToken ending)
        {
            _max = max;
            _next = next;
            _ending = CancellationTokenSource.CreateLinkedTokenSource(ending);
            Ending = _ending.Token;
        }

        /// <summary>Cancelled when the command is to be ended, for this or for any other reason.</summary>
        public CancellationToken Ending { get; }

        /// <summary>Whether the command wrote more.</summary>
        public bool IsExceeded { get; private set; }

        // What fits is on its way to the client before what exceeds it ends the command, whichever stream each is of.
        public ValueTask WriteAsync(OutputKind kind, ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
        {
            lock (_lock)
            {
                long left = Math.Max(0, _max - _written);
                int fits = (int)Math.Min(left, data.Length);
                bool exceeds = !IsExceeded && data.Length > left;
                _written += data.Length;
                IsExceeded |= exceeds;
                if (fits > 0 && (kind == OutputKind.Stderr || _next._mixesStreams))
                {
                    _isMidLine = data.Span[fits - 1] != (byte)'\n';
                }

                return exceeds ? ExceedAsync(kind, data[..fits], cancellationToken)
                    : fits < data.Length ? new ValueTask(WaitUntilEndedAsync(cancellationToken))
                    : _next.WriteAsync(kind, data, cancellationToken);
            }
        }

        public void Dispose() => _ending.Dispose();

        // The client takes what fits, and behind it what became of the rest, before the command is ended: with that its output is given up.
        private async ValueTask ExceedAsync(OutputKind kind, ReadOnlyMemory<byte> rest, CancellationToken cancellationToken)
        {
            string message = string.Create(CultureInfo.InvariantCulture, $"the command wrote more than {_max} bytes and was ended (MaxOutput)");
            try
            {
                // Both are in the queue when this first waits: a handler may be left behind while it does, and the line must not come after the exit.
                ValueTask passed = rest.IsEmpty ? default : _next.WriteAsync(kind, rest, cancellationToken);
                ValueTask written = _next.ReplyAsync(OutputKind.Stderr, Encoding.ASCII.GetBytes($"{(_isMidLine ? "\n" : "")}hostipc: {message}\n"), cancellationToken);
                _next.Complete();
                _next.Notice(message);
                await passed.ConfigureAwait(false);
                await written.ConfigureAwait(false);
            }
            finally
            {
                await EndAsync().ConfigureAwait(false);
            }
        }

        private async Task EndAsync()
        {
            // First: who waits is to go on and not to give up, so that the command can still write, to nobody, while it ends.
            _passed.TrySetResult();
            try
            {
                await _ending.CancelAsync().ConfigureAwait(false);
            }
            catch (ObjectDisposedException)
            {
                // It has ended already. Who says so is a handler that was left behind.
            }
        }

        // Until the client has what fits and the command is being ended: till then what more it writes stalls it, as a client that does not read does.
        private async Task WaitUntilEndedAsync(CancellationToken cancellationToken)
        {
            await _passed.Task.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

            // The end that was waited for cancels, too.
            if (!_passed.Task.IsCompleted)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }
        }
    }
}
