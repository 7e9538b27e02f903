using System.Net.Sockets;

namespace HostIpc.Docker.Engine.Http;

/// <summary>Exchanges with an engine, each on a connection of its own, within a bound, in the version that both speak (docs.docker.com/reference/api/engine).</summary>
internal sealed class EngineApi
{
    private const int BadRequest = 400;

    private readonly DockerEndpoint _endpoint;
    private readonly TimeSpan _timeout;
    private readonly int _mostContent;
    private readonly TimeProvider _time;
    private readonly ApiNegotiation _negotiation;

    /// <param name="endpoint">Where it is.</param>
    /// <param name="timeout">Of an exchange; of one whose answer is a stream, up to its head.</param>
    /// <param name="mostContent">Of an answer that is no stream, in bytes.</param>
    /// <param name="time">The clock of the bounds.</param>
    public EngineApi(DockerEndpoint endpoint, TimeSpan timeout, int mostContent, TimeProvider time)
    {
        _endpoint = endpoint;
        _timeout = timeout;
        _mostContent = mostContent;
        _time = time;
        _negotiation = new ApiNegotiation(AskForVersionAsync);
    }

    public DockerEndpoint Endpoint => _endpoint;

    public TimeSpan Timeout => _timeout;

    public TimeProvider Time => _time;

    /// <summary>Asks, and reads the whole answer, whatever its status.</summary>
    /// <param name="request">The question.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <param name="more">What it may take by its meaning, besides the time for every exchange; infinite for no bound once it is sent.</param>
    /// <exception cref="DockerException">There is no whole answer.</exception>
    public Task<EngineAnswer> AskAsync(EngineRequest request, CancellationToken cancellationToken, TimeSpan more = default) =>
        NegotiateAndExchangeAsync(request, isStream: false, more, cancellationToken);

    /// <summary>As <see cref="AskAsync"/>, for what has to be done.</summary>
    /// <exception cref="DockerException">It was not done, or there is no whole answer.</exception>
    public async Task<EngineAnswer> SendAsync(EngineRequest request, CancellationToken cancellationToken, TimeSpan more = default)
    {
        EngineAnswer answer = await AskAsync(request, cancellationToken, more).ConfigureAwait(false);
        return answer.IsSuccess ? answer : throw answer.ToException();
    }

    /// <summary>Asks for what is a stream. Its end has no bound.</summary>
    /// <exception cref="DockerException">The engine refuses, or what comes is no answer.</exception>
    public async Task<EngineAnswer> OpenAsync(EngineRequest request, CancellationToken cancellationToken)
    {
        EngineAnswer answer = await NegotiateAndExchangeAsync(request, isStream: true, default, cancellationToken).ConfigureAwait(false);
        return answer.Connection is not null ? answer : throw answer.ToException();
    }

    /// <summary>Asks whether anybody is there. It is the one question that takes no version.</summary>
    /// <exception cref="DockerException">Nobody is, or somebody else.</exception>
    public async Task<EngineAnswer> PingAsync(CancellationToken cancellationToken)
    {
        using var bound = new CancellationTokenSource(_timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(bound.Token, cancellationToken);
        try
        {
            EngineAnswer answer = await ExchangeAsync(EngineRequest.Get("/_ping"), "", isStream: false, null, either.Token).ConfigureAwait(false);
            return answer.IsSuccess ? answer : throw answer.ToException();
        }
        catch (Exception e) when (Explain(e, _timeout, cancellationToken) is { } failure)
        {
            throw failure;
        }
    }

    private async Task<EngineAnswer> NegotiateAndExchangeAsync(EngineRequest request, bool isStream, TimeSpan more, CancellationToken cancellationToken)
    {
        bool isBounded = more != System.Threading.Timeout.InfiniteTimeSpan;
        TimeSpan timeout = isBounded ? _timeout + more : _timeout;
        using var bound = new CancellationTokenSource(timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(bound.Token, cancellationToken);
        try
        {
            for (bool isAgain = false; ; isAgain = true)
            {
                ApiVersion version = await _negotiation.GetAsync(either.Token).ConfigureAwait(false);
                EngineAnswer answer = await ExchangeAsync(request, $"/v{version}", isStream, isBounded ? null : bound, either.Token).ConfigureAwait(false);
                if (isAgain || !RefusesVersion(answer))
                {
                    return answer;
                }

                _negotiation.Forget(version);
            }
        }
        catch (Exception e) when (Explain(e, timeout, cancellationToken) is { } failure)
        {
            throw failure;
        }
    }

    private async Task<EngineAnswer> ExchangeAsync(EngineRequest request, string prefix, bool isStream, CancellationTokenSource? boundOfConnecting, CancellationToken cancellationToken)
    {
        EngineConnection connection = await EngineConnection.OpenAsync(_endpoint, cancellationToken).ConfigureAwait(false);
        bool isKept = false;
        try
        {
            boundOfConnecting?.CancelAfter(System.Threading.Timeout.InfiniteTimeSpan);
            await connection.SendAsync(request, prefix, cancellationToken).ConfigureAwait(false);
            isKept = isStream && EngineAnswer.IsSuccessStatus(connection.Response.StatusCode);
            return isKept
                ? new EngineAnswer(connection.Response) { Connection = connection }
                : new EngineAnswer(connection.Response) { Content = await EngineHttp.ReadAsync(connection.Response, _mostContent, cancellationToken).ConfigureAwait(false) };
        }
        finally
        {
            if (!isKept)
            {
                await connection.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    // An engine says so in the header of every answer (since API 1.25; what does not is older).
    private async Task<ApiVersion> AskForVersionAsync()
    {
        EngineAnswer answer = await PingAsync(CancellationToken.None).ConfigureAwait(false);
        return answer.ApiVersion is not { } text ? ApiVersion.Oldest
            : ApiVersion.Parse(text) ?? throw new DockerException("the answer has an Api-Version that is none");
    }

    // "client version 1.51 is too new. Maximum supported API version is 1.41", and as much with "too old": nothing was done.
    private static bool RefusesVersion(EngineAnswer answer) =>
        answer.Status == BadRequest && ErrorMessage.Read(answer.Content) is { } message
        && message.Contains("client version", StringComparison.Ordinal)
        && (message.Contains("too new", StringComparison.Ordinal) || message.Contains("too old", StringComparison.Ordinal));

    // Null for what is to be thrown as it is.
    private DockerException? Explain(Exception exception, TimeSpan timeout, CancellationToken cancellationToken) => exception switch
    {
        OperationCanceledException when !cancellationToken.IsCancellationRequested =>
            new DockerException($"there is no whole answer within {timeout.TotalSeconds} s (Timeout)", exception) { IsTimeout = true },
        DockerException => null,
        SocketException failure => new DockerException(_endpoint.Describe(failure), exception),
        IOException => new DockerException($"{_endpoint}: {exception.Message}", exception),
        _ => null,
    };
}
