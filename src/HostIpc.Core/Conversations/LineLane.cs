using HostIpc.Pipeline;
namespace HostIpc.Conversations;

/// <summary>Runs lines one after the other, as long as there are some.</summary>
internal sealed class LineLane(OneWayConversation conversation, CommandPipeline requests, PendingCommand command) : IThreadPoolWorkItem
{
    public PendingCommand Command => command;

    /// <summary>Runs the command's line, and those that wait.</summary>
    public void Execute() => _ = RunAllAsync();

    /// <summary>Goes on with a command that has begun, and then with those that wait.</summary>
    public void Continue(ValueTask running) => _ = ContinueAsync(running);

    private async Task ContinueAsync(ValueTask running)
    {
        try
        {
            await running.ConfigureAwait(false);
        }
        catch (Exception e)
        {
            Refuse(e);
        }

        if (conversation.TryNext(this))
        {
            await RunAllAsync().ConfigureAwait(false);
        }
    }

    private async Task RunAllAsync()
    {
        do
        {
            try
            {
                await requests.RunAsync(command).ConfigureAwait(false);
            }
            catch (Exception e)
            {
                Refuse(e);
            }
        }
        while (conversation.TryNext(this));
    }

    // A defect costs its own command.
    private void Refuse(Exception e) => requests.Log.Refused(command.Id, command.Peer, CommandPipeline.Defect(e));
}
