using System.Buffers;
using HostIpc.Protocol;

namespace HostIpc.Client;

public sealed partial class HostIpcClient
{
    /// <summary>Runs an accepted command to its end: what it reads comes from a stream, what it writes is kept or goes to streams.</summary>
    private static class StreamedRun
    {
        private const int BufferSize = 64 * 1024;

        // A stream that heeds cancellation is through at once. One that does not, such as a terminal that nobody types on, may take for ever: its read is left pending.
        private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(20);

        /// <summary>Keeps what it writes, up to a bound for each of the two streams.</summary>
        /// <exception cref="HostIpcOutputTooLargeException">It wrote more.</exception>
        public static async Task<CommandOutput> KeepAsync(CommandExchange exchange, Stream? input, int capacity)
        {
            var buffer = new OutputBuffer(capacity);
            CommandResult result = await RunAsync(exchange, input, buffer).ConfigureAwait(false);
            return new CommandOutput(result, buffer.Stdout, buffer.Stderr);
        }

        /// <summary>Copies what it writes.</summary>
        public static Task<CommandResult> CopyAsync(CommandExchange exchange, Stream? input, Stream output, Stream errorOutput) =>
            RunAsync(exchange, input, new OutputCopy(output, errorOutput));

        private static async Task<CommandResult> RunAsync(CommandExchange exchange, Stream? input, IOutputSink output)
        {
            if (input is null || !exchange.TakesInput)
            {
                return await exchange.RunAsync(output).ConfigureAwait(false);
            }

            using var stopping = new CancellationTokenSource();
            CancellationToken token = stopping.Token;

            // On another thread, since some streams block in place.
            Task sending = Task.Run(() => SendAsync(input, exchange, token), CancellationToken.None);
            try
            {
                return await exchange.RunAsync(output).ConfigureAwait(false);
            }
            finally
            {
                await stopping.CancelAsync().ConfigureAwait(false);
                await sending.WaitAsync(Grace).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        private static async Task SendAsync(Stream input, CommandExchange exchange, CancellationToken stopping)
        {
            try
            {
                // Not of a pool: a read that is left pending may write to it at any time.
                byte[] buffer = GC.AllocateUninitializedArray<byte>(BufferSize);
                while (await input.ReadAsync(buffer, stopping).ConfigureAwait(false) is > 0 and int count)
                {
                    await exchange.WriteInputAsync(buffer.AsMemory(0, count), stopping).ConfigureAwait(false);
                }

                await exchange.CompleteInputAsync(stopping).ConfigureAwait(false);
            }
            catch (HostIpcException)
            {
                // The connection has gone, which the read loop reports.
            }
            catch (Exception e)
            {
                // Input cut off is not input that ended: the command must not take it for the whole. Nothing happens where it has ended.
                exchange.Abort(e);
            }
        }

        private sealed class OutputBuffer(int capacity) : IOutputSink
        {
            private ArrayBufferWriter<byte>? _stdout;
            private ArrayBufferWriter<byte>? _stderr;

            public ReadOnlyMemory<byte> Stdout => _stdout?.WrittenMemory ?? default;

            public ReadOnlyMemory<byte> Stderr => _stderr?.WrittenMemory ?? default;

            public ValueTask WriteAsync(OutputKind kind, ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
            {
                ArrayBufferWriter<byte> buffer = kind == OutputKind.Stdout ? _stdout ??= new() : _stderr ??= new();
                if (buffer.WrittenCount + (long)data.Length > capacity)
                {
                    throw new HostIpcOutputTooLargeException(
                        $"the command wrote more than {capacity} bytes to {(kind == OutputKind.Stdout ? "stdout" : "stderr")} and was ended ({nameof(HostIpcClientOptions.MaxBufferedOutput)}): copy it to a stream instead");
                }

                buffer.Write(data.Span);
                return ValueTask.CompletedTask;
            }
        }

        private sealed class OutputCopy(Stream stdout, Stream stderr) : IOutputSink
        {
            public ValueTask WriteAsync(OutputKind kind, ReadOnlyMemory<byte> data, CancellationToken cancellationToken) =>
                (kind == OutputKind.Stdout ? stdout : stderr).WriteAsync(data, cancellationToken);
        }
    }
}
