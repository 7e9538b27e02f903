using HostIpc.Transports;

namespace HostIpc.Admission;

internal sealed partial class UnreadBudget
{
    // How much is held against a bound: of one peer, within that of all peers.
    private sealed class Account(Account? whole, long max) : IReceiveBudget
    {
        private long _held;
        private long _peak;

        public long Held => Volatile.Read(ref _held);

        // About the most that was held since the last ForgetPeak.
        public long Peak => Volatile.Read(ref _peak);

        public void ForgetPeak() => Volatile.Write(ref _peak, Held);

        public bool TryTake(int count)
        {
            long held = Interlocked.Add(ref _held, count);
            if (held <= max && whole?.TryTake(count) != false)
            {
                if (held > Volatile.Read(ref _peak))
                {
                    Volatile.Write(ref _peak, held);
                }

                return true;
            }

            Interlocked.Add(ref _held, -count);
            return false;
        }

        public void GiveBack(int count)
        {
            Interlocked.Add(ref _held, -count);
            whole?.GiveBack(count);
        }
    }
}
