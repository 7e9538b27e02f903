using HostIpc.Interop;

namespace HostIpc.Execution.Linux;

/// <summary>The pipes between a command and the server: one for each stream that it writes, or one for both, and the one that it reads from where it has input.</summary>
internal sealed partial class CommandPipes : IDisposable
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
}
