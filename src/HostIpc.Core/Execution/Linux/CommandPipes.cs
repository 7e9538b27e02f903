using HostIpc.Interop;
using HostIpc.Transports;

namespace HostIpc.Execution.Linux;

/// <summary>The pipes between a command and the server: one for each stream that it writes, or one for both, and the one that it reads from where it has input.</summary>
internal sealed class CommandPipes : IDisposable
{
    private CommandPipes(Pipe output, Pipe? error, Pipe? input)
    {
        Output = output;
        Error = error;
        Input = input;
    }

    public Pipe Output { get; }

    /// <summary>Null where the command writes both streams into <see cref="Output"/>.</summary>
    public Pipe? Error { get; }

    /// <summary>Null where the command reads from /dev/null.</summary>
    public Pipe? Input { get; }

    /// <summary>Whether both of the command's outputs have ended and nothing is left in them.</summary>
    public unsafe bool AreAtEnd
    {
        get
        {
            PollDescriptor* ends = stackalloc PollDescriptor[2];
            ends[0] = new PollDescriptor { Descriptor = Output.ReadEnd, Requested = PollDescriptor.Readable };
            ends[1] = new PollDescriptor { Descriptor = Error?.ReadEnd ?? Pipe.Closed, Requested = PollDescriptor.Readable };

            // An error is for the read to tell.
            int count = Error is null ? 1 : 2;
            return Libc.Poll(ends, (nuint)count, 0) == count && ends[0].Returned == PollDescriptor.HungUp && (Error is null || ends[1].Returned == PollDescriptor.HungUp);
        }
    }

    /// <summary>Makes them, or null with the error in <see cref="LastError"/>.</summary>
    /// <param name="withInput">Whether the command has input.</param>
    /// <param name="mergesStderr">Whether the command writes both streams into one pipe.</param>
    public static CommandPipes? Create(bool withInput, bool mergesStderr = false)
    {
        Pipe? output = Pipe.Create();
        Pipe? error = output is null || mergesStderr ? null : Pipe.Create();
        bool hasOutputs = error is not null || (mergesStderr && output is not null);
        Pipe? input = hasOutputs && withInput ? Pipe.Create() : null;
        if (!hasOutputs || (withInput && input is null))
        {
            output?.Dispose();
            error?.Dispose();
            return null;
        }

        return new CommandPipes(output!, error, input);
    }

    /// <summary>From now on the server's ends do not block. The others are the command's, which may not expect EAGAIN.</summary>
    public void DoNotBlock()
    {
        Pipe.DoNotBlock(Output.ReadEnd);
        if (Error is { } error)
        {
            Pipe.DoNotBlock(error.ReadEnd);
        }

        if (Input is { } input)
        {
            Pipe.DoNotBlock(input.WriteEnd);
        }
    }

    /// <summary>To be called once the command has its copies: the end of a stream shows only when nobody else holds it open.</summary>
    public void CloseCommandEnds()
    {
        Output.CloseWriteEnd();
        Error?.CloseWriteEnd();
        Input?.CloseReadEnd();
    }

    public void Dispose()
    {
        Output.Dispose();
        Error?.Dispose();
        Input?.Dispose();
    }

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
