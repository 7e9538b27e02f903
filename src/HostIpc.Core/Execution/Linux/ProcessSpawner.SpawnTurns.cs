using HostIpc.Interop;
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

    /// <summary>A turn to start a command, and the way in which a thread that spawned for it says so.</summary>
    private sealed class SpawnTurn(FileDescriptor answers) : IDisposable
    {
        /// <summary>The eventfd that is written when the block is done.</summary>
        public int Answers => answers.Number;

        /// <exception cref="IOException">There are no descriptors left.</exception>
        public static FileDescriptor OpenAnswers()
        {
            int number = Libc.EventFd(0, Libc.EventFdCloseOnExec);
            return number >= 0 ? new FileDescriptor(number) : throw new IOException($"eventfd failed: {LastError.Message}");
        }

        /// <summary>Waits for a moment until the block is done. False where it is not.</summary>
        public bool WaitForAnswer(int milliseconds)
        {
            var answer = new PollDescriptor { Descriptor = Answers, Requested = PollDescriptor.Readable };
            if (Libc.Poll(&answer, 1, milliseconds) <= 0)
            {
                return false;
            }

            TakeAnswer();
            return true;
        }

        /// <summary>Waits until the answer is there, which is on its way.</summary>
        public void TakeAnswer()
        {
            ulong count;
            while (Libc.Read(Answers, &count, sizeof(ulong)) < 0)
            {
                // EINTR
            }
        }

        public void Dispose() => answers.Dispose();
    }
}
