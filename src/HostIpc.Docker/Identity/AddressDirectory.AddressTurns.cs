using System.Net;

namespace HostIpc.Docker.Identity;

internal sealed partial class AddressDirectory
{
    /// <summary>One question for an address at a time, and the last answer.</summary>
    private sealed class AddressTurns
    {
        private readonly Lock _lock = new();
        private readonly Dictionary<IPAddress, AddressTurn> _turns = [];

        /// <summary>The turn of an address. Whoever gets it has to leave it.</summary>
        public AddressTurn Join(IPAddress address)
        {
            lock (_lock)
            {
                if (!_turns.TryGetValue(address, out AddressTurn? turn))
                {
                    _turns.Add(address, turn = new AddressTurn());
                }

                turn.Users++;
                return turn;
            }
        }

        /// <summary>Leaves it. An address that nobody waits for is kept as long as its answer is of use, and of those not more than so many.</summary>
        public void Leave(AddressTurn left, TimeProvider time)
        {
            lock (_lock)
            {
                left.Users--;
                if (_turns.Count > AddressTurn.MaxKept)
                {
                    foreach ((IPAddress address, AddressTurn turn) in _turns.Where(turn => turn.Value.Users == 0 && !turn.Value.IsFresh(time)).ToArray())
                    {
                        _turns.Remove(address);
                        turn.Dispose();
                    }
                }

                // All of them fresh: then none of those that nobody waits for is kept.
                if (_turns.Count > 2 * AddressTurn.MaxKept)
                {
                    foreach ((IPAddress address, AddressTurn turn) in _turns.Where(turn => turn.Value.Users == 0).ToArray())
                    {
                        _turns.Remove(address);
                        turn.Dispose();
                    }
                }
            }
        }
    }
}
