using System.Globalization;
using System.Runtime.CompilerServices;
using HostIpc.Execution;
using HostIpc.Identity;
using HostIpc.Protocol;

namespace HostIpc.Admission;

/// <summary>Decides when a command may run: so many of each name (<see cref="Command.Concurrency"/>), and so many of all together (<see cref="LimitOptions.MaxConcurrentCommands"/>). The stage "Admit".</summary>
internal sealed partial class CommandAdmission(LimitOptions limits)
{
    private readonly ConcurrencyLimiter<PeerKey> _commands = new(limits.MaxConcurrentCommands, limits.ReservedCommands, PeerKey.FindManyAtWill);
    private readonly ConcurrencyLimiter<string> _named = new(int.MaxValue);
    private readonly AdmissionAnswer _busy = Busy($"{limits.MaxConcurrentCommands} commands run already (Limits:MaxConcurrentCommands)");

    /// <summary>How many commands run.</summary>
    public int Running => _commands.Taken;

    /// <summary>Makes a place that is not taken yet.</summary>
    public Place OpenPlace() => new(_commands);

    /// <summary>Admits a command that needs no place of its name, if that is possible at once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryAdmit(Place place, IdentifiedPeer caller, Command? command) => (command is null || command.Concurrency is null) && place.TryTake(caller);

    /// <summary>Admits a command, which may have to wait. It keeps no place while it waits for another.</summary>
    /// <param name="place">The place that it will have.</param>
    /// <param name="caller">Whose place it is.</param>
    /// <param name="command">Its definition; null for none.</param>
    /// <param name="isWaiting">Whether it waits where all places are taken. False: it is rejected then.</param>
    /// <param name="ending">Cancelled when it is to be ended.</param>
    public async ValueTask<AdmissionAnswer> AdmitAsync(Place place, IdentifiedPeer caller, Command? command, bool isWaiting, CancellationToken ending)
    {
        if (command?.Concurrency is { } concurrency)
        {
            if (_named.AcquireAsync(command.Name, concurrency, command.Queue, ending) is not { } turn)
            {
                return Busy($"{command.Name}: {concurrency} run and {command.Queue} wait already (Concurrency, Queue)", $"the command {command.Name} is busy");
            }

            if (!turn.IsCompletedSuccessfully)
            {
                place.Leave();
            }

            if (!await turn.ConfigureAwait(false))
            {
                return default;
            }
        }

        if (place.TryTake(caller) || (isWaiting && await place.TakeAsync(caller.Key, ending).ConfigureAwait(false)))
        {
            return new AdmissionAnswer(IsAdmitted: true);
        }

        LeaveName(command);
        return isWaiting ? default : _busy;
    }

    /// <summary>A command that was admitted has ended.</summary>
    /// <param name="place">Its place.</param>
    /// <param name="command">Its definition; null for none.</param>
    /// <param name="isKept">Whether the next command of the same place is to have it, unless somebody waits for it.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Leave(Place place, Command? command, bool isKept)
    {
        if (isKept)
        {
            place.LeaveIfWanted();
        }
        else
        {
            place.Leave();
        }

        if (command is not null)
        {
            LeaveName(command);
        }
    }

    private void LeaveName(Command? command)
    {
        if (command?.Concurrency is not null)
        {
            _named.Release(command.Name);
        }
    }

    private static AdmissionAnswer Busy(FormattableString message, string? peerMessage = null)
    {
        string text = message.ToString(CultureInfo.InvariantCulture);
        return new AdmissionAnswer(IsAdmitted: false, new Rejection(RejectionReason.Busy, text), peerMessage ?? text);
    }
}
