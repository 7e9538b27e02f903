using HostIpc.Execution;
using HostIpc.Protocol;

namespace HostIpc.Pipeline;

/// <summary>
/// The end of a command whose policy, executor or sink threw: it costs its own command, not the connection. So does want of memory, or of a thread, which is an <see cref="OutOfMemoryException"/> too.
/// </summary>
internal static class Failure
{
    public static Rejection Of(Exception e) => new(RejectionReason.Failed, Describe(e));

    public static ExecutionResult ResultOf(Exception e) => ExecutionResult.Rejected(RejectionReason.Failed, Describe(e), e);

    private static string Describe(Exception e) => $"{e.GetType().Name}: {e.Message}";
}
