namespace HostIpc.Logging;

/// <summary>What can happen to a request, with its mark in the text log.</summary>
public enum LogRecordKind
{
    /// <summary><c>$</c>: it was received.</summary>
    Received,

    /// <summary><c>&gt;</c>: its command wrote a line to standard output.</summary>
    Output,

    /// <summary><c>!</c>: its command wrote a line to standard error.</summary>
    Error,

    /// <summary><c>=</c>: its command ended.</summary>
    Ended,

    /// <summary><c>x</c>: it was denied or refused, or could not be carried out.</summary>
    Refused,

    /// <summary><c>x</c> too, with <see cref="LogRecord.Text"/> alone: something that the operator should know of it, although it goes on.</summary>
    Noticed,

    /// <summary><c>!</c> with the number 0 and <see cref="LogRecord.Text"/> alone: the server itself started or stopped. Given to the logs of <c>AddFileLog</c>, <c>AddConsoleLog</c> and <c>AddLineLog</c> alone.</summary>
    Server,
}
