using System.Globalization;
using HostIpc.Identity;

namespace HostIpc.Logging;

/// <summary>
/// How many refused requests of a peer the log lists within a minute: more are counted and reported, so that nobody pushes the records of others out of a log of bounded length. A few
/// peers have an account each; all others share one, so that whoever has many names has no more room by that.
/// </summary>
/// <param name="max">How many of each.</param>
/// <param name="report">Called with a line about a peer, or about several where it is null.</param>
/// <param name="time">The clock.</param>
internal sealed class RefusalLimit(int max, Action<Peer?, string> report, TimeProvider time) : IDisposable
{
    /// <summary>How many of each are listed within a minute, unless the settings say otherwise.</summary>
    public const int Default = 300;

    private const int MaxPeers = 16;

    private static readonly TimeSpan Span = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<PeerKey, Account> _accounts = [];
    private readonly Account _others = new();
    private ITimer? _timer;
    private int _over;

    /// <summary>Whether another refused request of the peer would not be listed. Costs nothing while that is so of no peer.</summary>
    public bool IsOver(PeerKey key)
    {
        if (Volatile.Read(ref _over) == 0)
        {
            return false;
        }

        lock (_lock)
        {
            return (Find(key) ?? (_accounts.Count < MaxPeers ? null : _others)) is { } account && account.Count >= max && !HasEnded(account);
        }
    }

    /// <summary>Counts a refused request. Whether it is to be listed.</summary>
    public bool TryTake(Peer peer, PeerKey key)
    {
        List<(Peer?, string)> reports = [];
        bool isListed;
        lock (_lock)
        {
            Account account = Find(key) ?? Add(key);
            if (account.Count == 0 || HasEnded(account))
            {
                Close(account, reports);
                account.Since = time.GetTimestamp();
                account.Peer = account == _others ? null : peer with { ProcessId = null };
            }

            isListed = ++account.Count <= max;
            if (account.Count == max)
            {
                Volatile.Write(ref _over, _over + 1);
            }

            if (!isListed && account.Unlisted++ == 0)
            {
                reports.Add((account.Peer, $"more than {max} refused requests of {Whose(account)} within a minute: further ones are counted and not listed (Limits:MaxLoggedRefusals)"));
                _timer ??= time.CreateTimer(static state => ((RefusalLimit)state!).CloseEnded(isLast: false), this, Span, Span);
            }
        }

        Report(reports);
        return isListed;
    }

    /// <summary>Reports what was counted until now.</summary>
    public void Dispose() => CloseEnded(isLast: true);

    private void CloseEnded(bool isLast)
    {
        List<(Peer?, string)> reports = [];
        lock (_lock)
        {
            foreach (Account account in (IEnumerable<Account>)[.. _accounts.Values, _others])
            {
                if (isLast || HasEnded(account))
                {
                    Close(account, reports);
                }
            }

            if (_over == 0 || isLast)
            {
                _timer?.Dispose();
                _timer = null;
            }
        }

        Report(reports);
    }

    private void Close(Account account, List<(Peer?, string)> reports)
    {
        if (account.Count >= max)
        {
            Volatile.Write(ref _over, _over - 1);
        }

        if (account.Unlisted > 0)
        {
            reports.Add((account.Peer, string.Create(CultureInfo.InvariantCulture, $"{account.Unlisted} refused requests of {Whose(account)} were not listed (Limits:MaxLoggedRefusals)")));
        }

        account.Count = 0;
        account.Unlisted = 0;
    }

    private Account? Find(PeerKey key) => _accounts.GetValueOrDefault(key);

    private Account Add(PeerKey key)
    {
        if (_accounts.Count >= MaxPeers)
        {
            foreach ((PeerKey old, Account account) in _accounts)
            {
                if (account.Count < max && HasEnded(account))
                {
                    _accounts.Remove(old);
                }
            }
        }

        return _accounts.Count >= MaxPeers ? _others : _accounts[key] = new Account();
    }

    private bool HasEnded(Account account) => time.GetElapsedTime(account.Since) >= Span;

    private static string Whose(Account account) => account.Peer is null ? "other peers" : "this peer";

    // Not under the lock: a sink may take its time.
    private void Report(List<(Peer? Peer, string Line)> reports)
    {
        foreach ((Peer? peer, string line) in reports)
        {
            report(peer, line);
        }
    }

    private sealed class Account
    {
        public Peer? Peer { get; set; }

        public long Since { get; set; }

        public long Count { get; set; }

        public long Unlisted { get; set; }
    }
}
