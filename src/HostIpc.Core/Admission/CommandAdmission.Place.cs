using System.Runtime.CompilerServices;
using HostIpc.Identity;

namespace HostIpc.Admission;

internal sealed partial class CommandAdmission
{
    /// <summary>
    /// The place of one command at a time among all that run. A conversation in lines keeps it from one command to the next unless somebody waits for it: to take one for each line would cost more than to read
    /// the line.
    /// </summary>
    internal sealed class Place(ConcurrencyLimiter<PeerKey> commands) : IDisposable
    {
        private PeerKey _key;
        private bool _isTaken;

        /// <summary>Takes it, unless it is taken already. False where there is none now.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public bool TryTake(IdentifiedPeer caller) => _isTaken || TryTakeNew(caller.Key);

        /// <summary>Takes it, waiting for it in turn. False where that was given up.</summary>
        public async ValueTask<bool> TakeAsync(PeerKey key, CancellationToken cancellationToken)
        {
            _isTaken = await commands.AcquireAsync(key, int.MaxValue, int.MaxValue, cancellationToken)!.ConfigureAwait(false);
            _key = key;
            return _isTaken;
        }

        /// <summary>Gives it to another, where it is taken.</summary>
        [MethodImpl(MethodImplOptions.NoInlining)]
        public void Leave()
        {
            if (_isTaken)
            {
                _isTaken = false;
                commands.Release(_key);
            }
        }

        /// <summary>Gives it to another where somebody waits for it.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void LeaveIfWanted()
        {
            if (commands.HasWaiting)
            {
                Leave();
            }
        }

        public void Dispose() => Leave();

        private bool TryTakeNew(PeerKey key)
        {
            _key = key;
            return _isTaken = commands.TryAcquire(key);
        }
    }
}
