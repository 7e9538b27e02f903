using HostIpc.Execution;

namespace HostIpc.Policy;

/// <summary>What the policy says to a request: a plan to execute, or a rejection.</summary>
public readonly struct Decision
{
    private Decision(CommandPlan plan, Rejection? rejection)
    {
        Plan = plan;
        Rejection = rejection;
    }

    /// <summary>What to execute. Meaningful only where <see cref="Rejection"/> is null.</summary>
    public CommandPlan Plan { get; }

    /// <summary>Why nothing is executed; null where <see cref="Plan"/> is to be.</summary>
    public Rejection? Rejection { get; }

    /// <summary>The request is granted.</summary>
    /// <param name="plan">Exactly what will be executed.</param>
    public static Decision Run(in CommandPlan plan) => new(plan, null);

    /// <summary>The request is rejected.</summary>
    /// <param name="reason">The reason's kind, which the peer learns.</param>
    /// <param name="message">The reason in a sentence, which the log shows to the operator.</param>
    public static Decision Reject(RejectionReason reason, string message) => new(default, new Rejection(reason, message));
}
