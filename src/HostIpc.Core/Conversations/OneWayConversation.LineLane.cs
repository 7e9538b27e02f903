using HostIpc.Pipeline;
using HostIpc.Requests;

namespace HostIpc.Conversations;

internal sealed partial class OneWayConversation
{
    /// <summary>Runs lines one after the other, as long as there are some.</summary>
    private sealed class LineLane(OneWayConversation conversation, CommandPipeline pipeline, RequestLog log, CommandLane lane) : IThreadPoolWorkItem
    {
        /// <summary>Where they run.</summary>
        public CommandLane Lane => lane;

        /// <summary>The line that runs or is about to.</summary>
        public LineRequest Request { get; } = new();

        /// <summary>Runs the line, and those that wait.</summary>
        public void Execute() => _ = RunAllAsync();

        /// <summary>Goes on with a line that has begun, and then with those that wait.</summary>
        public void Continue(RequestResult running) => _ = ContinueAsync(running);

        private async Task ContinueAsync(RequestResult running)
        {
            try
            {
                await running.ConfigureAwait(false);
            }
            catch (Exception e)
            {
                log.Failed(Request.Id, lane.Caller, e);
            }

            if (conversation.TryNext(this))
            {
                await RunAllAsync().ConfigureAwait(false);
            }
        }

        // A defect costs its own command.
        private async Task RunAllAsync()
        {
            do
            {
                try
                {
                    await pipeline.RunAsync(lane, Request).ConfigureAwait(false);
                }
                catch (Exception e)
                {
                    log.Failed(Request.Id, lane.Caller, e);
                }
            }
            while (conversation.TryNext(this));
        }
    }
}
