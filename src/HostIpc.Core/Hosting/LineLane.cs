namespace HostIpc.Hosting;

/// <summary>Runs lines one after the other, as long as there are some.</summary>
internal sealed class LineLane(OneWayConversation conversation, RequestLoop requests, CommandInProgress command, CancellationToken stopped) : IThreadPoolWorkItem
{
    public CommandInProgress Command => command;

    /// <summary>Runs the command's line, and those that wait.</summary>
    public void Execute() => _ = RunAsync(begun: null);

    /// <summary>Goes on with a command that has begun.</summary>
    public void Continue(ValueTask running) => _ = RunAsync(running);

    private async Task RunAsync(ValueTask? begun)
    {
        while (true)
        {
            try
            {
                await (begun ?? requests.RunAsync(command, stopped)).ConfigureAwait(false);
            }
            catch (Exception e)
            {
                // A defect costs its own command.
                requests.Log.Refused(command.Id, command.Peer, RequestLoop.Defect(e));
            }

            begun = null;
            if (!conversation.TryNext(this))
            {
                return;
            }
        }
    }
}
