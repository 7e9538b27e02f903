using System.Net;
using HostIpc.Docker.Engine.Http;
using HostIpc.Docker.Engine.Payloads;
using HostIpc.Docker.Engine.Streams;
using HostIpc.Identity;
using HostIpc.Timing;
using Microsoft.Extensions.Logging;

namespace HostIpc.Docker.Identity;

/// <summary>Knows containers by their connections over a network: the engine tells whose the address is, and the kernel whether the connection is that container's.</summary>
/// <remarks>
/// <para>
/// The engine alone is not enough. An address is given to the next container once one has ended, so what it says now may not have been so when somebody connected; and a neighbour
/// on a bridge can send with another's address. But a connection stands in the table of the network namespace that made it, and in no other. So the connection has to be
/// in the table of the container's process, and that process in the container's control group.
/// </para>
/// <para>
/// A server that does not see the engine's processes has no such table to look at. Then the container has to have been started before the connection was accepted, which keeps a container from leaving
/// a request behind for the next owner of its address, and nothing keeps a neighbour from forging one. The operator is told once a minute that it is so.
/// </para>
/// <para>
/// The engine is asked for its networks and not for its containers: a container that connects as soon as it is started is on its network already, but does not run yet as the list of
/// containers has it. Its description is answered when it does.
/// </para>
/// </remarks>
internal sealed partial class AddressDirectory : IAddressDirectory, IDisposable
{
    // Whoever opens many connections makes the others wait, and not the engine work without bounds.
    private const int MaxQuestions = 8;
    private const int MaxContent = 4 << 20;
    private const int NotFound = 404;

    // The engine writes down that a container has started a moment after its program did, which may be quick to connect.
    private static readonly TimeSpan StartTolerance = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _questions = new(MaxQuestions);
    private readonly EngineApi _api;
    private readonly ContainerOperations _containers;
    private readonly TimeSpan _timeout;
    private readonly TimeProvider _time;
    private readonly string _socket;
    private readonly ILogger _logger;
    private readonly RateLimit _failures;
    private readonly RateLimit _doubts;
    private readonly RateLimit _weak;
    private readonly ImageLabelCache _images;
    private readonly AddressTurns _turns = new();

    public AddressDirectory(DockerOptions options, ILogger logger, TimeProvider time)
    {
        DockerOptionsValidator.Validate(options);
        _api = new EngineApi(DockerEndpoint.Find(options.Socket), options.Timeout, MaxContent, time);
        _containers = new ContainerOperations(_api);
        (_timeout, _time, _socket, _logger) = (options.Timeout, time, options.Socket, logger);
        (_failures, _doubts, _weak) = (RateLimit.OncePerMinute(time), RateLimit.OncePerMinute(time), RateLimit.OncePerMinute(time));
        _images = new ImageLabelCache(_api, options.Socket, logger, RateLimit.OncePerMinute(time));
    }

    /// <summary>Finds whether a connection is a container's that has its address. Doubt: what speaks against it; null for nothing. Weakness: why only the address speaks for it; null where the kernel does.</summary>
    internal Func<ContainerDescription, ConnectionAddresses, (string? Doubt, string? Weakness)> Prove { get; init; } = ProveByKernel;

    public async ValueTask<PeerContainer?> FindAsync(ConnectionAddresses connection, CancellationToken cancellationToken)
    {
        if (IPAddress.IsLoopback(connection.Peer.Address))
        {
            return null;
        }

        using var bound = new CancellationTokenSource(_timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(bound.Token, cancellationToken);
        AddressTurn turn = _turns.Join(connection.Peer.Address);
        try
        {
            return await FindAsync(connection, turn, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The peer has gone.
            return null;
        }
        catch (Exception e) when (e is DockerException or OperationCanceledException)
        {
            string reason = e is DockerException ? e.Message : $"there is no whole answer within {_timeout.TotalSeconds} s (Docker:Timeout)";
            if (_failures.TryTake())
            {
                _logger.AddressUnavailable(_socket, reason);
            }

            throw e is DockerException { IsTimeout: false } ? new PeerLookupException(reason) : new TimeoutException(reason);
        }
        finally
        {
            _turns.Leave(turn, _time);
        }
    }

    public void Dispose() => _questions.Dispose();

    // Whoever makes many connections waits for itself, and most of them need no question.
    private async Task<PeerContainer?> FindAsync(ConnectionAddresses connection, AddressTurn turn, CancellationToken cancellationToken)
    {
        await turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            // What was answered before is believed only where the kernel says that the connection is that container's: the address may have changed hands.
            if (turn.Recall(_time) is { } known && Prove(known, connection) is (null, null))
            {
                return known.ToPeer(_images);
            }

            ContainerDescription? found;
            await _questions.WaitAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                found = await AskAsync(connection.Peer.Address, cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                _questions.Release();
            }

            turn.Remember(found, _time);
            return found is not null && IsProven(found, connection) ? found.ToPeer(_images) : null;
        }
        finally
        {
            turn.Release();
        }
    }

    private async Task<ContainerDescription?> AskAsync(IPAddress address, CancellationToken cancellationToken)
    {
        try
        {
            string? id = null;
            EngineRequest list = EngineRequest.Get("/networks");
            foreach (string network in await _api.ReadAsync(list, AnswerJson.Default.ListListedNetwork, "networks", networks => ListedNetwork.FindIds(networks, address), cancellationToken).ConfigureAwait(false))
            {
                EngineRequest request = EngineRequest.Get($"/networks/{Uri.EscapeDataString(network)}");
                foreach (string container in await _api.ReadAsync(request, AnswerJson.Default.NetworkAnswer, "a network", answer => NetworkAnswer.FindContainers(answer, address), cancellationToken).ConfigureAwait(false))
                {
                    if (id is not null && id != container)
                    {
                        return null;
                    }

                    id = container;
                }
            }

            return id is null ? null : await _containers.InspectAsync(id, cancellationToken).ConfigureAwait(false);
        }
        catch (DockerException e) when (e.Status == NotFound)
        {
            // The container or its network has been removed since.
            return null;
        }
    }

    private bool IsProven(ContainerDescription found, ConnectionAddresses connection)
    {
        (string? doubt, string? weakness) = Prove(found, connection);
        if (doubt is not null)
        {
            if (_doubts.TryTake())
            {
                _logger.Unconfirmed(connection.Peer.ToString(), found.Name, doubt);
            }
        }
        else if (weakness is not null && _weak.TryTake())
        {
            _logger.TakenByAddress(connection.Peer.ToString(), found.Name, weakness);
        }

        return doubt is null;
    }

    private static (string? Doubt, string? Weakness) ProveByKernel(ContainerDescription container, ConnectionAddresses connection)
    {
        if (container.ProcessId <= 0)
        {
            return ("it does not run any more", null);
        }

        using LocalProcess? process = LocalProcess.TryOpen(container.ProcessId, container.Id);
        return process is null ? ProveByTime(container, connection)
            : ProcessIdentity.HasConnection(container.ProcessId, connection) && process.IsAlive ? default
            : ("it has no such connection, so somebody else came with its address, or it has ended", null);
    }

    private static (string? Doubt, string? Weakness) ProveByTime(ContainerDescription container, ConnectionAddresses connection) =>
        container.StartedAt <= connection.Accepted + StartTolerance
            ? (null, "its processes, whose connections the kernel would tell, cannot be seen or are in no control group of that name (--pid=host)")
            : ("it was started after the connection was made, so the address may have been another's then; and its processes, which would tell, cannot be seen (--pid=host)", null);
}
