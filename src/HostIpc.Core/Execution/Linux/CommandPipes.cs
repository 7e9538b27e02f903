using HostIpc.Interop;

namespace HostIpc.Execution.Linux;

/// <summary>The two pipes that a command writes to.</summary>
internal sealed class CommandPipes : IDisposable
{
    private const int SetStatusFlags = 4; // F_SETFL

    private CommandPipes(DescriptorPair output, DescriptorPair error)
    {
        Output = output;
        Error = error;
    }

    public DescriptorPair Output { get; }

    public DescriptorPair Error { get; }

    /// <summary>Makes both, or null with the error in <see cref="LastError"/>.</summary>
    public static CommandPipes? Create()
    {
        if (DescriptorPair.Create() is not { } output)
        {
            return null;
        }

        if (DescriptorPair.Create() is not { } error)
        {
            output.Dispose();
            return null;
        }

        // Only the reading ends: the others become the command's, which may not expect EAGAIN.
        _ = Libc.Fcntl(output.ReadEnd.Number, SetStatusFlags, (nint)OpenFlags.NonBlocking);
        _ = Libc.Fcntl(error.ReadEnd.Number, SetStatusFlags, (nint)OpenFlags.NonBlocking);
        return new CommandPipes(output, error);
    }

    /// <summary>To be called once the command has its copies: the end of a stream shows only when nobody else holds it open.</summary>
    public void CloseWriteEnds()
    {
        Output.WriteEnd.Dispose();
        Error.WriteEnd.Dispose();
    }

    public void Dispose()
    {
        Output.Dispose();
        Error.Dispose();
    }
}
