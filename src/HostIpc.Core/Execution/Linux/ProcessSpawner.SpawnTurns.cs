using HostIpc.Transports;

namespace HostIpc.Execution.Linux;

internal sealed unsafe partial class ProcessSpawner
{
    /// <summary>
    /// Bounds how many threads wait for the start of a command at a time and stay with it for a moment. A command that is over by then costs no wake-up of the thread that watches processes. A command that goes on,
    /// or finds no turn, is left to that thread.
    /// </summary>
    private sealed class SpawnTurns : IDisposable
    {
        // Turns last as long as ChildProcess.ExitsInAMoment does. Where none comes back by then, something is stuck, a program's file on a server that is down say.
        private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(2);

        private readonly Stack<SpawnTurn> _free = new(ConnectionThreads.Count);

        /// <exception cref="IOException">There are no descriptors left.</exception>
        public SpawnTurns()
        {
            for (int i = 0; i < ConnectionThreads.Count; i++)
            {
                _free.Push(new SpawnTurn(SpawnTurn.OpenAnswers()));
            }
        }

        /// <summary>A turn, to be given back; null where none is to be had.</summary>
        public SpawnTurn? TryTake()
        {
            lock (_free)
            {
                return _free.TryPop(out SpawnTurn? turn) || (Monitor.Wait(_free, Patience) && _free.TryPop(out turn)) ? turn : null;
            }
        }

        public void GiveBack(SpawnTurn turn)
        {
            lock (_free)
            {
                _free.Push(turn);
                Monitor.Pulse(_free);
            }
        }

        public void Dispose()
        {
            foreach (SpawnTurn turn in _free)
            {
                turn.Dispose();
            }
        }
    }
}
