using HostIpc.Interop;
using HostIpc.Transports;

namespace HostIpc.Execution.Linux;

internal sealed partial class CommandPipes
{
    /// <summary>One of a command's pipes. Without a finalizer, since two are made for every command: whoever makes one disposes of it.</summary>
    internal sealed class Pipe : IDisposable
    {
        /// <summary>In place of a descriptor that is closed. poll(2) passes over it.</summary>
        public const int Closed = -1;

        private const int SetStatusFlags = 4; // F_SETFL

        private int _readEnd;
        private int _writeEnd;

        private Pipe(int readEnd, int writeEnd)
        {
            _readEnd = readEnd;
            _writeEnd = writeEnd;
        }

        /// <summary>The descriptor that what is written comes out of; below zero once it was closed or taken.</summary>
        public int ReadEnd => _readEnd;

        /// <summary>The descriptor that is written to; below zero once it was closed or taken.</summary>
        public int WriteEnd => _writeEnd;

        /// <summary>Makes a pipe, close-on-exec at both ends, or null with the error in <see cref="LastError"/>.</summary>
        public static Pipe? Create() => DescriptorReserve.OpenPipe() is var (readEnd, writeEnd) ? new Pipe(readEnd, writeEnd) : null;

        /// <summary>From now on nobody who uses this end waits in the kernel. Only for an end that no command has: it may not expect EAGAIN.</summary>
        public static void DoNotBlock(int end) => _ = Libc.Fcntl(end, SetStatusFlags, (nint)OpenFlags.NonBlocking);

        /// <summary>Gives the end to another owner.</summary>
        public int TakeReadEnd() => Interlocked.Exchange(ref _readEnd, Closed);

        /// <summary>Gives the end to another owner.</summary>
        public int TakeWriteEnd() => Interlocked.Exchange(ref _writeEnd, Closed);

        public void CloseReadEnd() => Close(TakeReadEnd());

        public void CloseWriteEnd() => Close(TakeWriteEnd());

        public void Dispose()
        {
            CloseReadEnd();
            CloseWriteEnd();
        }

        private static void Close(int end)
        {
            if (end >= 0)
            {
                _ = Libc.Close(end);
            }
        }
    }
}
