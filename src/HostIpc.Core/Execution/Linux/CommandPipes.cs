using HostIpc.Interop;

namespace HostIpc.Execution.Linux;

/// <summary>The pipes between a command and the server: the two that it writes to, and the one that it reads from where it has input.</summary>
internal sealed class CommandPipes : IDisposable
{
    private const int SetStatusFlags = 4; // F_SETFL

    private CommandPipes(DescriptorPair output, DescriptorPair error, DescriptorPair? input)
    {
        Output = output;
        Error = error;
        Input = input;
    }

    public DescriptorPair Output { get; }

    public DescriptorPair Error { get; }

    /// <summary>Null where the command reads from /dev/null.</summary>
    public DescriptorPair? Input { get; }

    /// <summary>Makes them, or null with the error in <see cref="LastError"/>.</summary>
    public static CommandPipes? Create(bool withInput)
    {
        // Only the server's ends do not block: the others become the command's, which may not expect EAGAIN.
        DescriptorPair? output = DescriptorPair.Create();
        DescriptorPair? error = output is null ? null : DescriptorPair.Create();
        DescriptorPair? input = error is null || !withInput ? null : DescriptorPair.Create();
        if (error is null || (withInput && input is null))
        {
            output?.Dispose();
            error?.Dispose();
            return null;
        }

        DoNotBlock(output!.Value.ReadEnd);
        DoNotBlock(error.Value.ReadEnd);
        if (input is { } pair)
        {
            DoNotBlock(pair.WriteEnd);
        }

        return new CommandPipes(output.Value, error.Value, input);
    }

    /// <summary>To be called once the command has its copies: the end of a stream shows only when nobody else holds it open.</summary>
    public void CloseCommandEnds()
    {
        Output.WriteEnd.Dispose();
        Error.WriteEnd.Dispose();
        Input?.ReadEnd.Dispose();
    }

    public void Dispose()
    {
        Output.Dispose();
        Error.Dispose();
        Input?.Dispose();
    }

    private static void DoNotBlock(FileDescriptor end) => _ = Libc.Fcntl(end.Number, SetStatusFlags, (nint)OpenFlags.NonBlocking);
}
