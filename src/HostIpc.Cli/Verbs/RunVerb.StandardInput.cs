using HostIpc.Cli.Streams;
using HostIpc.Client;
using HostIpc.Interop;

namespace HostIpc.Cli.Verbs;

internal sealed partial class RunVerb
{
    /// <summary>
    /// Feeds the caller's standard input to a command, from a thread of its own: a read of a terminal or a pipe cannot be given up, and one that is pending must not keep the
    /// process alive once the command has ended. Nothing is read before there is a command to take it.
    /// </summary>
    private sealed unsafe class StandardInput
    {
        // What a pipe holds, and what may be under way to the command.
        private const int BufferSize = 64 * 1024;

        private static readonly TimeSpan BackgroundPause = TimeSpan.FromMilliseconds(250);

        private readonly CommandExchange _command;
        private readonly Action<string> _failed;

        private StandardInput(CommandExchange command, Action<string> failed) => (_command, _failed) = (command, failed);

        /// <summary>Begins.</summary>
        /// <param name="command">The command's end of it.</param>
        /// <param name="failed">Told why reading failed, if it does: input that is cut off must not look like input that has ended.</param>
        public static void FeedTo(CommandExchange command, Action<string> failed)
        {
            // A read by a job in the background would stop the job, whether the command wants input or not. Ignored, the read fails instead.
            Libc.Signal(Signals.TerminalInput, Libc.IgnoreDisposition);
            new Thread(new StandardInput(command, failed).Feed) { IsBackground = true, Name = "standard input" }.Start();
        }

        private void Feed()
        {
            byte[] buffer = GC.AllocateUninitializedArray<byte>(BufferSize);
            try
            {
                int count;
                while ((count = Read(buffer)) > 0)
                {
                    Wait(_command.WriteInputAsync(buffer.AsMemory(0, count), CancellationToken.None));
                }

                if (count == 0)
                {
                    Wait(_command.CompleteInputAsync(CancellationToken.None));
                }
                else
                {
                    _failed($"standard input cannot be read: {LastError.Message}");
                }
            }
            catch (Exception e) when (e is HostIpcException or ObjectDisposedException)
            {
                // The command or the server has gone; whoever waits for its end will know.
            }
        }

        // 0 at the end, below it where reading failed.
        private static int Read(byte[] buffer)
        {
            fixed (byte* bytes = buffer)
            {
                while (true)
                {
                    int count = (int)Libc.Read(StandardDescriptors.Input, bytes, (nuint)buffer.Length);
                    if (count >= 0)
                    {
                        return count;
                    }

                    switch (LastError.Number)
                    {
                        case Errno.Interrupted:
                            break;
                        case Errno.Again:
                            WaitUntilReadable();
                            break;
                        case Errno.InputOutput when IsTerminal():
                            Thread.Sleep(BackgroundPause); // until the job is in the foreground
                            break;
                        default:
                            return count;
                    }
                }
            }
        }

        private static void WaitUntilReadable()
        {
            var poll = new PollDescriptor { Descriptor = StandardDescriptors.Input, Requested = PollDescriptor.Readable };
            _ = Libc.Poll(&poll, 1, Timeout.Infinite);
        }

        private static bool IsTerminal() => FileStatus.TryRead(StandardDescriptors.Input, out FileStatus status) && status.Type == FileType.CharacterDevice;

        private static void Wait(ValueTask task) => task.AsTask().GetAwaiter().GetResult();
    }
}
