using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace HostIpc.Identity;

/// <summary>A connection is in the table of the network that made it, and in no other.</summary>
public sealed class NetworkTableTests
{
    private const string Header = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n";

    private static readonly ConnectionAddresses Known = new(IPEndPoint.Parse("172.17.0.2:40312"), IPEndPoint.Parse("172.17.0.1:47201"));

    [Theory]
    [InlineData("127.0.0.1", false)]
    [InlineData("::1", false)]
    [InlineData("127.0.0.1", true)] // by a program that speaks both versions
    public void Peer_OfAConnectionOfThisProcess_IsInItsTableUntilItIsReset(string address, bool isDual)
    {
        using var listening = new Socket(IPAddress.Parse(address).AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        listening.Bind(new IPEndPoint(IPAddress.Parse(address), 0));
        listening.Listen();
        var client = isDual ? new Socket(SocketType.Stream, ProtocolType.Tcp) : new Socket(listening.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        client.Connect(listening.LocalEndPoint!);
        using Socket accepted = listening.Accept();
        var connection = new ConnectionAddresses((IPEndPoint)accepted.RemoteEndPoint!, (IPEndPoint)accepted.LocalEndPoint!);
        ProcessIdentity.HasConnection(Environment.ProcessId, connection).ShouldBeTrue();

        // It ended its output, closed, and waits.
        client.Shutdown(SocketShutdown.Send);
        ProcessIdentity.HasConnection(Environment.ProcessId, connection).ShouldBeTrue();
        client.LingerState = new LingerOption(true, 0);
        client.Dispose();

        // A command that another test has between fork and exec holds a copy until then.
        Eventually.BecomesTrueBlocking(() => !ProcessIdentity.HasConnection(Environment.ProcessId, connection), "out of the table");
    }

    [Theory]
    [InlineData("020011AC:9D78 010011AC:B861 01", true)]
    [InlineData("020011AC:9D78 010011AC:B861 04", true)] // it ended its output
    [InlineData("020011AC:9D78 010011AC:B861 05", true)]
    [InlineData("020011AC:9D78 010011AC:B861 06", false)] // TIME_WAIT: over, and the address may be another's
    [InlineData("020011AC:9D78 010011AC:B861 07", false)]
    [InlineData("020011AC:9D78 010011AC:B861 08", false)] // CLOSE_WAIT
    [InlineData("020011AC:9D78 010011AC:B861 09", false)]
    [InlineData("020011AC:9D78 010011AC:B861 0A", false)]
    [InlineData("020011AC:9D78 010011AC:B861 0B", false)]
    [InlineData("020011AC:9D78 010011AC:B861 0C", false)]
    [InlineData("020011AC:9D78 010011AC:B861 02", false)] // still being made
    [InlineData("020011AC:9D78 010011AC:B861 03", false)]
    [InlineData("010011AC:B861 020011AC:9D78 01", false)] // the server's own end
    [InlineData("020011AC:9D78 010011AC:B860 01", false)]
    [InlineData("020011AC:9D79 010011AC:B861 01", false)]
    [InlineData("030011AC:9D78 010011AC:B861 01", false)]
    public void Peer_WhenTheTableHasARow_IsInItWhereAllOfItIsTheConnections(string row, bool isThere) =>
        HasPeer($"{Header}   0: 00000000:9D78 00000000:0000 0A 00000000:00000000\n   1: {row} 00000000:00000000\n").ShouldBe(isThere && BitConverter.IsLittleEndian);

    [Fact]
    public void Peer_WhereverItIsInALongTable_IsFound()
    {
        const string other = "   0: 030011AC:9D78 010011AC:B861 01 00000000:00000000 00:00000000 00000000     0        0 1 1 0000000000000000 20 4 30 10 -1\n";
        for (int before = 16 * 1024 - 60; before < (16 * 1024) + 10; before++)
        {
            var text = new StringBuilder(Header);
            while (text.Length + other.Length < before)
            {
                _ = text.Append(other);
            }

            _ = text.Append(' ', before - text.Length).Append("020011AC:9D78 010011AC:B861 01 x\n");
            HasPeer(text.ToString()).ShouldBeTrue(before.ToString(CultureInfo.InvariantCulture));
        }
    }

    [Fact]
    public void Peer_AtTheEndOfATableOfManyBlocks_IsFoundThereAndNotWhereItIsNot()
    {
        const string other = "   0: 030011AC:9D78 010011AC:B861 01 00000000:00000000 00:00000000 00000000     0        0 1 1 0000000000000000 20 4 30 10 -1\n";
        string table = Header + string.Concat(Enumerable.Repeat(other, 2000));
        HasPeer(table).ShouldBeFalse();
        HasPeer(table + "   1: 020011AC:9D78 010011AC:B861 01").ShouldBeTrue();
        HasPeer(table + "   1: 020011AC:9D78 010011AC:B861 0").ShouldBeFalse("its state is cut off");
        HasPeer(table + "   1: 020011AC:9D78 010011AC:B861 ").ShouldBeFalse();
    }

    [Fact]
    public void Peer_OfAProcessThatIsNotThere_IsInNoTable() => ProcessIdentity.HasConnection(int.MaxValue, Known).ShouldBeFalse();

    private static bool HasPeer(string table)
    {
        using var directory = new TemporaryDirectory();
        File.WriteAllText(directory.File("tcp"), table);
        return ProcessIdentity.HasConnection(directory.Path, Known);
    }
}
