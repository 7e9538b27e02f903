using HostIpc.Interop;

namespace HostIpc.Execution.Linux;

/// <summary>The pipes between a command and the server: the two that it writes to, and the one that it reads from where it has input.</summary>
internal sealed class CommandPipes : IDisposable
{
    private CommandPipes(CommandPipe output, CommandPipe error, CommandPipe? input)
    {
        Output = output;
        Error = error;
        Input = input;
    }

    public CommandPipe Output { get; }

    public CommandPipe Error { get; }

    /// <summary>Null where the command reads from /dev/null.</summary>
    public CommandPipe? Input { get; }

    /// <summary>Whether both of the command's outputs have ended and nothing is left in them.</summary>
    public unsafe bool AreAtEnd
    {
        get
        {
            PollDescriptor* ends = stackalloc PollDescriptor[2];
            ends[0] = new PollDescriptor { Descriptor = Output.ReadEnd, Requested = PollDescriptor.Readable };
            ends[1] = new PollDescriptor { Descriptor = Error.ReadEnd, Requested = PollDescriptor.Readable };

            // An error is for the read to tell.
            return Libc.Poll(ends, 2, 0) == 2 && ends[0].Returned == PollDescriptor.HungUp && ends[1].Returned == PollDescriptor.HungUp;
        }
    }

    /// <summary>Makes them, or null with the error in <see cref="LastError"/>.</summary>
    public static CommandPipes? Create(bool withInput)
    {
        CommandPipe? output = CommandPipe.Create();
        CommandPipe? error = output is null ? null : CommandPipe.Create();
        CommandPipe? input = error is null || !withInput ? null : CommandPipe.Create();
        if (error is null || (withInput && input is null))
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
        CommandPipe.DoNotBlock(Output.ReadEnd);
        CommandPipe.DoNotBlock(Error.ReadEnd);
        if (Input is { } input)
        {
            CommandPipe.DoNotBlock(input.WriteEnd);
        }
    }

    /// <summary>To be called once the command has its copies: the end of a stream shows only when nobody else holds it open.</summary>
    public void CloseCommandEnds()
    {
        Output.CloseWriteEnd();
        Error.CloseWriteEnd();
        Input?.CloseReadEnd();
    }

    public void Dispose()
    {
        Output.Dispose();
        Error.Dispose();
        Input?.Dispose();
    }
}
