using System.IO.Pipelines;
using HostIpc.Identity;
using HostIpc.Protocol;

namespace HostIpc.Execution;

/// <summary>What goes with a plan to the executor: the request's number, who asked, where input comes from and where output goes.</summary>
/// <param name="peer">Who asked; the command sees it as <c>HOSTIPC_TRANSPORT</c> and <c>HOSTIPC_PEER</c>.</param>
/// <param name="output">Gets the output as it comes.</param>
public sealed class CommandExecution(Peer peer, IOutputSink output)
{
    // What this was made of by WithOutput.
    private CommandExecution? _origin;

    /// <summary>The request's number, unique while the server runs and rising; the command sees it as <c>HOSTIPC_ID</c>.</summary>
    /// <remarks>Set again for the next line where a line of a FIFO ends at once: nobody keeps this after the result, and a line costs no allocation then.</remarks>
    public long Id { get; internal set; }

    /// <summary>Who asked.</summary>
    public Peer Peer { get; } = peer;

    /// <summary>Where output goes.</summary>
    public IOutputSink Output { get; } = output;

    /// <summary>
    /// What the command reads as its standard input; null for none. Advancing it tells the client that it may send more. An executor
    /// need not read it to its end, nor complete it.
    /// </summary>
    public PipeReader? Input { get; internal init; }

    /// <summary>Through which the client is told of the start and sends signals; null where it cannot.</summary>
    public CommandControl? Control { get; internal init; }

    /// <summary>Cancelled when the server's time to stop has run out: with it the server ended the command, without it the client has gone.</summary>
    public CancellationToken ServerStopped { get; internal init; }

    /// <summary>Whether the command is ended because it wrote more than <see cref="Command.MaxOutput"/>, and not because its client has gone.</summary>
    public bool IsOverOutput => HasExceededOutput?.Invoke() == true;

    /// <summary>Whether the command wrote more than it may; null where it may write as much as it likes.</summary>
    internal Func<bool>? HasExceededOutput { get; init; }

    /// <summary>Whether the thread that starts the command has more to do, once it has ended at once: it goes on elsewhere then. Null where the thread has not.</summary>
    internal Func<bool>? YieldsThread { get; init; }

    /// <summary>Whether the command was a line that needed no shell and was executed without one. Set with the result.</summary>
    internal bool IsDirect { get; private set; }

    /// <summary>Gets what the operator should know of a command that goes on, for the log; null where there is none.</summary>
    internal Action<string>? Notices { get; init; }

    /// <summary>Makes where the output of background processes goes once this command has ended; null for nowhere. To be called before the result.</summary>
    internal Func<ILateOutput>? OpenLateOutput { get; init; }

    /// <summary>Gets what becomes of each script of a directory, for the log; null where there is none.</summary>
    internal Action<string>? Progress { get; init; }

    /// <summary>Sets <see cref="IsDirect"/>, also of what this was made of.</summary>
    internal void SetDirect(bool isDirect)
    {
        for (CommandExecution? execution = this; execution is not null; execution = execution._origin)
        {
            execution.IsDirect = isDirect;
        }
    }

    /// <summary>Writes a message for the operator to the log, under the request's number: something to know of a command that goes on.</summary>
    /// <param name="text">One sentence. It may hold what a peer sent: the log escapes it, and cuts it after 2048 bytes.</param>
    public void Notice(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        Notices?.Invoke(text);
    }

    /// <summary>The same context with another way for the output: for an executor that is put around another and reads or changes what the command writes.</summary>
    /// <param name="output">Gets the output in place of <see cref="Output"/>. It passes on what the client and the log are to have.</param>
    /// <returns>A context that is valid as long as this one.</returns>
    public CommandExecution WithOutput(IOutputSink output)
    {
        ArgumentNullException.ThrowIfNull(output);
        return new CommandExecution(Peer, output)
        {
            Id = Id,
            Input = Input,
            Control = Control,
            ServerStopped = ServerStopped,
            Notices = Notices,
            Progress = Progress,
            OpenLateOutput = OpenLateOutput,
            HasExceededOutput = HasExceededOutput,
            YieldsThread = YieldsThread,
            _origin = this,
        };
    }
}
