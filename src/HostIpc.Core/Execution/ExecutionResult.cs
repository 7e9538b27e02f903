using System.Diagnostics.CodeAnalysis;
using HostIpc.Protocol;

namespace HostIpc.Execution;

/// <summary>What an executor makes of a plan: a <see cref="CommandResult"/> where the command ran to its end, or a <see cref="Protocol.Rejection"/> where it did not.</summary>
/// <remarks>
/// <para>Return either of the two from an executor: both convert to this type.</para>
/// <para>The value holds one reference, so that it costs no allocation.</para>
/// </remarks>
public readonly record struct ExecutionResult
{
    private static readonly Rejection NoResult = new(RejectionReason.Failed, "the executor returned no result");

    // A CommandResult, a Rejection or a Thrown; null for the default value.
    private readonly object? _value;

    private ExecutionResult(object? value) => _value = value;

    /// <summary>What it consists of.</summary>
    internal object? Value => _value;

    /// <summary>Whether the command did not run to its end. <see cref="Rejection"/> then says why; else <see cref="Result"/> says how it ended.</summary>
    [MemberNotNullWhen(true, nameof(Rejection))]
    [MemberNotNullWhen(false, nameof(Result))]
    public bool IsRejected => _value is not CommandResult;

    /// <summary>How the command ended; null where it is rejected.</summary>
    public CommandResult? Result => _value as CommandResult;

    /// <summary>
    /// Why the command was not run, or was given up while it ran; null where it ended. The message is for the operator and may say more than a peer should learn. The default value of this type is rejected
    /// as <see cref="RejectionReason.Failed"/>.
    /// </summary>
    public Rejection? Rejection => _value switch
    {
        CommandResult => null,
        Rejection rejection => rejection,
        Thrown thrown => thrown.Rejection,
        _ => NoResult,
    };

    /// <summary>The exception behind the rejection, for the application's logging; null where there is none.</summary>
    public Exception? Exception => (_value as Thrown)?.Exception;

    /// <summary>Makes the result of a command that ended.</summary>
    /// <param name="result">How it ended.</param>
    public static implicit operator ExecutionResult(CommandResult result) => new(result);

    /// <summary>Makes the result of a command that could not be run.</summary>
    /// <param name="rejection">Why.</param>
    public static implicit operator ExecutionResult(Rejection rejection) => new(rejection);

    /// <summary>Makes the result of a command that could not be run.</summary>
    /// <param name="reason">The kind, which a peer may learn.</param>
    /// <param name="message">A sentence for the operator.</param>
    /// <param name="exception">What was thrown, for the application's logging. Default null: nothing was.</param>
    public static ExecutionResult Rejected(RejectionReason reason, string message, Exception? exception = null)
    {
        var rejection = new Rejection(reason, message);
        return new ExecutionResult(exception is null ? rejection : new Thrown(rejection, exception));
    }

    /// <summary>Makes it of what it consists of.</summary>
    internal static ExecutionResult Of(object? value) => new(value);

    /// <summary>The rejection (<c>denied: no such command</c>), or the members of the result.</summary>
    public override string ToString() => IsRejected ? Rejection.ToString() : Result.ToString();

    private sealed record Thrown(Rejection Rejection, Exception Exception);
}
