using System.Net.Sockets;

namespace HostIpc.Docker.Engine.Http;

/// <summary>Exchanges with an engine, each on a connection of its own, within a bound, in the version that both speak (docs.docker.com/reference/api/engine).</summary>
internal sealed class EngineApi
{
    private readonly DockerEndpoint _endpoint;
    private readonly TimeSpan _timeout;
    private readonly int _maxContent;
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private Task<ApiVersion>? _version;

    /// <param name="endpoint">Where it is.</param>
    /// <param name="timeout">Of an exchange; of one whose answer is a stream, up to its head.</param>
    /// <param name="maxContent">Of an answer that is no stream, in bytes.</param>
    /// <param name="time">The clock of the bounds.</param>
    public EngineApi(DockerEndpoint endpoint, TimeSpan timeout, int maxContent, TimeProvider time)
    {
        _endpoint = endpoint;
        _timeout = timeout;
        _maxContent = maxContent;
        _time = time;
    }

    public DockerEndpoint Endpoint => _endpoint;

    public TimeSpan Timeout => _timeout;

    public TimeProvider Time => _time;

    /// <summary>Sends a request and reads the whole answer, whatever its status.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <param name="extraTime">The time that it may take by its meaning, on top of the timeout; infinite for no bound once it is sent.</param>
    /// <exception cref="DockerException">There is no whole answer.</exception>
    public Task<EngineAnswer> TrySendAsync(EngineRequest request, CancellationToken cancellationToken, TimeSpan extraTime = default) =>
        ExchangeAsync(request, isStream: false, extraTime, cancellationToken);

    /// <summary>As <see cref="TrySendAsync"/>, for a request that must succeed.</summary>
    /// <exception cref="DockerException">The engine refuses, or there is no whole answer.</exception>
    public async Task<EngineAnswer> SendAsync(EngineRequest request, CancellationToken cancellationToken, TimeSpan extraTime = default)
    {
        EngineAnswer answer = await TrySendAsync(request, cancellationToken, extraTime).ConfigureAwait(false);
        return answer.IsSuccess ? answer : throw answer.ToException();
    }

    /// <summary>Sends a request whose answer is a stream. Its end has no bound.</summary>
    /// <exception cref="DockerException">The engine refuses, or what comes is no answer.</exception>
    public async Task<EngineAnswer> OpenAsync(EngineRequest request, CancellationToken cancellationToken)
    {
        EngineAnswer answer = await ExchangeAsync(request, isStream: true, default, cancellationToken).ConfigureAwait(false);
        return answer.Connection is not null ? answer : throw answer.ToException();
    }

    /// <summary>Asks whether the engine answers. It is the one request that takes no version.</summary>
    /// <exception cref="DockerException">Nothing answers, or something else.</exception>
    public async Task<EngineAnswer> PingAsync(CancellationToken cancellationToken)
    {
        using var bound = new CancellationTokenSource(_timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(bound.Token, cancellationToken);
        try
        {
            EngineAnswer answer = await ExchangeOnceAsync(EngineRequest.Get("/_ping"), "", isStream: false, null, either.Token).ConfigureAwait(false);
            return answer.IsSuccess ? answer : throw answer.ToException();
        }
        catch (Exception e) when (ToDockerException(e, _timeout, cancellationToken) is { } failure)
        {
            throw failure;
        }
    }

    private async Task<EngineAnswer> ExchangeAsync(EngineRequest request, bool isStream, TimeSpan extraTime, CancellationToken cancellationToken)
    {
        bool isBounded = extraTime != System.Threading.Timeout.InfiniteTimeSpan;
        TimeSpan timeout = isBounded ? _timeout + extraTime : _timeout;
        using var bound = new CancellationTokenSource(timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(bound.Token, cancellationToken);
        try
        {
            for (bool isAgain = false; ; isAgain = true)
            {
                ApiVersion version = await FindVersionAsync(either.Token).ConfigureAwait(false);
                EngineAnswer answer = await ExchangeOnceAsync(request, $"/v{version}", isStream, isBounded ? null : bound, either.Token).ConfigureAwait(false);
                if (isAgain || !answer.RefusesVersion)
                {
                    return answer;
                }

                ForgetVersion(version);
            }
        }
        catch (Exception e) when (ToDockerException(e, timeout, cancellationToken) is { } failure)
        {
            throw failure;
        }
    }

    private async Task<EngineAnswer> ExchangeOnceAsync(EngineRequest request, string prefix, bool isStream, CancellationTokenSource? boundOfConnecting, CancellationToken cancellationToken)
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
                : new EngineAnswer(connection.Response) { Content = await EngineHttp.ReadAsync(connection.Response, _maxContent, cancellationToken).ConfigureAwait(false) };
        }
        finally
        {
            if (!isKept)
            {
                await connection.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    // The version that both speak is asked for once, and the answer is shared. A failure is that of those who waited for it; the next request asks again.
    private Task<ApiVersion> FindVersionAsync(CancellationToken cancellationToken)
    {
        Task<ApiVersion> version;
        lock (_lock)
        {
            version = _version is null || (_version.IsCompleted && !_version.IsCompletedSuccessfully) ? _version = NegotiateAsync() : _version;
        }

        return version.WaitAsync(cancellationToken);
    }

    // The engine takes it no more: it is another engine now.
    private void ForgetVersion(ApiVersion version)
    {
        lock (_lock)
        {
            _version = _version is { IsCompletedSuccessfully: true } known && known.Result == version ? null : _version;
        }
    }

    // An engine says its newest version in the header of every answer (since API 1.25; what does not is older).
    private async Task<ApiVersion> NegotiateAsync() =>
        ApiVersion.Negotiate((await PingAsync(CancellationToken.None).ConfigureAwait(false)).ApiVersion ?? ApiVersion.Oldest);

    // Null for what is to be thrown as it is.
    private DockerException? ToDockerException(Exception exception, TimeSpan timeout, CancellationToken cancellationToken) => exception switch
    {
        OperationCanceledException when !cancellationToken.IsCancellationRequested =>
            new DockerException($"there is no whole answer within {timeout.TotalSeconds} s (Timeout)", exception) { IsTimeout = true },
        DockerException => null,
        SocketException failure => new DockerException(_endpoint.Describe(failure), exception),
        IOException => new DockerException($"{_endpoint}: {exception.Message}", exception),
        _ => null,
    };
}
