namespace HostIpc.Docker.Engine.Http;

/// <summary>The version that a client and its engine both speak: asked for once, and that is shared by all who want to know.</summary>
/// <param name="ask">Asks the engine for the newest that it speaks. Ends within a bound.</param>
internal sealed class ApiNegotiation(Func<Task<ApiVersion>> ask)
{
    private readonly Lock _lock = new();
    private Task<ApiVersion>? _version;

    /// <exception cref="DockerException">The engine cannot be asked, or is too old.</exception>
    public Task<ApiVersion> GetAsync(CancellationToken cancellationToken)
    {
        Task<ApiVersion> version;
        lock (_lock)
        {
            // A failure is that of those who waited for it; whoever comes later asks again.
            version = _version is null || (_version.IsCompleted && !_version.IsCompletedSuccessfully) ? _version = NegotiateAsync() : _version;
        }

        return version.WaitAsync(cancellationToken);
    }

    /// <summary>Forgets a version that the engine takes no more: it is another engine now.</summary>
    public void Forget(ApiVersion version)
    {
        lock (_lock)
        {
            _version = _version is { IsCompletedSuccessfully: true } known && known.Result == version ? null : _version;
        }
    }

    private async Task<ApiVersion> NegotiateAsync()
    {
        ApiVersion engine = await ask().ConfigureAwait(false);
        return engine.Minor < ApiVersion.Oldest.Minor
            ? throw new DockerException($"the engine's newest API version is {engine}, and the oldest that is spoken here is {ApiVersion.Oldest}: a newer engine is needed")
            : engine.Minor < ApiVersion.Newest.Minor ? engine : ApiVersion.Newest;
    }
}
