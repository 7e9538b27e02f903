using System.Globalization;
using System.Text;
using HostIpc.Execution;
using HostIpc.Identity;
using HostIpc.Protocol;
using HostIpc.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace HostIpc.Pipeline;

/// <summary>
/// What happens to requests, for the application's own logging. Ids 30 to 39. From <see cref="LogLevel.Information"/> on no event carries a command line, output or a word of a peer; exceptions carry
/// what the code that threw them has put into them.
/// </summary>
/// <param name="logger">A logger of <see cref="Category"/>.</param>
internal sealed partial class RequestEvents(ILogger logger)
{
    public const string Category = "HostIpc.Requests";

    private const string NoCommand = "no command of the policy";

    private readonly ILogger _logger = logger;

    /// <summary>Null where nobody reads them.</summary>
    public static RequestEvents? Create(ILogger? logger) => logger is null or NullLogger ? null : new(logger);

    public void Received(in ReceivedRequest request)
    {
        if (_logger.IsEnabled(LogLevel.Debug))
        {
            var text = new LogBuffer();
            LogText.Append(text, request.Text);
            LogReceived(request.Id, request.Peer, Encoding.UTF8.GetString(text.Written));
        }
    }

    /// <summary>It was not run.</summary>
    public void Rejected(long id, Peer peer, Command? command, Rejection rejection)
    {
        if (rejection.Reason == RejectionReason.Failed)
        {
            LogFailed(id, peer, NameOf(command));
        }
        else if (_logger.IsEnabled(LogLevel.Information))
        {
            LogRejected(id, peer, NameOf(command), rejection.Reason.ToName());
        }

        LogWhy(id, rejection.Message);
    }

    /// <summary>A policy, an executor or a handler threw.</summary>
    public void Threw(long id, Peer peer, Command? command, Exception exception) => LogThrew(exception, id, peer, NameOf(command));

    /// <summary>It ran to its end, or failed on the way.</summary>
    public void Finished(long id, Peer peer, Command? command, ExecutionResult execution)
    {
        if (execution.Exception is { } exception)
        {
            Threw(id, peer, command, exception);
        }
        else if (execution.IsRejected)
        {
            Rejected(id, peer, command, execution.Rejection);
        }
        else if (_logger.IsEnabled(LogLevel.Information))
        {
            LogEnded(id, peer, NameOf(command), Describe(execution.Result), (long)execution.Result.Elapsed.TotalMilliseconds);
        }
    }

    private static string NameOf(Command? command) => command?.Name ?? NoCommand;

    private static string Describe(CommandResult result) => string.Create(
        CultureInfo.InvariantCulture,
        $"{(result.TimedOut ? "timed out, " : "")}{(result.OutputExceeded ? "wrote too much, " : "")}{(result.Signal is { } signal ? $"signal {signal}" : $"exit code {result.ExitCode}")}");

    [LoggerMessage(30, LogLevel.Debug, "Request {Id} of [{Peer}]: {CommandLine}")]
    private partial void LogReceived(long id, object peer, string commandLine);

    [LoggerMessage(31, LogLevel.Information, "Request {Id} of [{Peer}] ({Command}) was not run: {Reason}")]
    private partial void LogRejected(long id, object peer, string command, string reason);

    [LoggerMessage(32, LogLevel.Debug, "Request {Id} was not run: {Message}")]
    private partial void LogWhy(long id, string message);

    [LoggerMessage(33, LogLevel.Warning, "Request {Id} of [{Peer}] ({Command}) failed. Event 32 says why")]
    private partial void LogFailed(long id, object peer, string command);

    [LoggerMessage(34, LogLevel.Error, "Request {Id} of [{Peer}] ({Command}) failed by an exception")]
    private partial void LogThrew(Exception exception, long id, object peer, string command);

    [LoggerMessage(35, LogLevel.Information, "Request {Id} of [{Peer}] ({Command}) ended: {Result} in {ElapsedMs} ms")]
    private partial void LogEnded(long id, object peer, string command, string result, long elapsedMs);
}
