namespace HostIpc.Protocol;

/// <summary>The kinds of rejection, as they are named in the log and to a peer.</summary>
public enum RejectionReason
{
    /// <summary><c>denied</c>: the policy does not let this peer run this, or there is no such command.</summary>
    Denied,

    /// <summary><c>bad-arguments</c>: the command does not take these arguments.</summary>
    BadArguments,

    /// <summary><c>busy</c>: a limit on what runs at the same time is reached.</summary>
    Busy,

    /// <summary><c>malformed</c>: what was sent is no request.</summary>
    Malformed,

    /// <summary><c>not-found</c>: there is no such program on the target.</summary>
    NotFound,

    /// <summary><c>not-executable</c>: the program is there and cannot be executed.</summary>
    NotExecutable,

    /// <summary><c>shutting-down</c>: the server stops before the command's turn came, or while its handler runs.</summary>
    ShuttingDown,

    /// <summary><c>failed</c>: the server could not carry it out.</summary>
    Failed,
}
