using System.Runtime.ExceptionServices;
using HostIpc.Protocol.Framing;

namespace HostIpc.Client;

/// <summary>Sends frames for a command until it has ended: what is sent after that belongs to nobody, and the connection to another. Any number of callers at once.</summary>
internal sealed class CommandWriter(ClientConnection connection)
{
    /// <summary>What the server is needed for, for the message where it goes away.</summary>
    public const string Purpose = "while the command ran; whether it finished is not known";

    private readonly Lock _gate = new();
    private int _writing;
    private bool _hasEnded;
    private Exception? _failure;

    public bool HasEnded
    {
        get
        {
            lock (_gate)
            {
                return _hasEnded;
            }
        }
    }

    /// <summary>Sends a frame, and a ping behind it in the same piece unless that is empty. False once the command has ended.</summary>
    /// <exception cref="Exception">The reason why the connection was ended before its time.</exception>
    public async ValueTask<bool> WriteAsync(FrameType type, ReadOnlyMemory<byte> payload, ReadOnlyMemory<byte> ping, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            if (_hasEnded)
            {
                return ThrowIfFailed();
            }

            _writing++;
        }

        try
        {
            if (await connection.SendAsync(type, payload, ping, cancellationToken).ConfigureAwait(false))
            {
                return true;
            }
        }
        finally
        {
            lock (_gate)
            {
                _writing--;
            }
        }

        lock (_gate)
        {
            if (_hasEnded)
            {
                return ThrowIfFailed();
            }
        }

        connection.ThrowIfAborted();
        throw new HostIpcConnectionException($"the server went away {Purpose}") { MayHaveRun = true };
    }

    /// <summary>Ends the command by closing the connection. Nothing happens once it has ended.</summary>
    public void Abort(Exception reason)
    {
        lock (_gate)
        {
            if (!_hasEnded)
            {
                connection.Abort(reason);
            }
        }
    }

    /// <summary>The command has ended.</summary>
    /// <returns>Whether the connection can be used for another: no frame is half written, and nobody has aborted it.</returns>
    public bool End()
    {
        lock (_gate)
        {
            _hasEnded = true;
            _failure = connection.Reason;
            return _writing == 0 && _failure is null;
        }
    }

    private bool ThrowIfFailed()
    {
        if (_failure is not null)
        {
            ExceptionDispatchInfo.Throw(_failure);
        }

        return false;
    }
}
