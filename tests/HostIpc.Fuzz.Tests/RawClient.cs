using System.Net.Sockets;
using System.Text;
using HostIpc.Protocol.Framing;

namespace HostIpc.Fuzz.Tests;

/// <summary>A client that reads only when it is told to.</summary>
internal sealed class RawClient : IDisposable
{
    private readonly ServerSpeech _speech = new();
    private readonly byte[] _buffer = new byte[64 * 1024];
    private int _taken;

    public RawClient(FuzzServer server)
    {
        Socket = server.Connect();
        Socket.ReceiveTimeout = 20_000;
        Socket.SendTimeout = 20_000;
        Socket.Send(Preface.Line);
    }

    public Socket Socket { get; }

    public void Send(FrameType type, string payload = "") => Socket.Send(Frames.Of(type, Encoding.UTF8.GetBytes(payload)));

    public void Request(string members) => Send(FrameType.Request, $"{{{members}}}");

    /// <summary>Reads until a command has been accepted.</summary>
    public void WaitUntilAccepted()
    {
        for (int before = _speech.Accepted; _speech.Accepted == before;)
        {
            Read().ShouldBeTrue();
        }
    }

    /// <summary>Runs one to its end, and answers what came of it.</summary>
    public string Run(string members)
    {
        Request(members);
        return Outcome();
    }

    /// <summary>What came of the next request; <c>end</c> where the server closed.</summary>
    public string Outcome()
    {
        for (int before = _taken; _speech.Outcomes.Count == before;)
        {
            if (!Read())
            {
                return _speech.WasMalformed ? "malformed" : "end";
            }
        }

        return _speech.Outcomes[_taken++].Text;
    }

    public void Dispose() => Socket.Dispose();

    private bool Read()
    {
        int count = Socket.Receive(_buffer);
        _speech.Take(_buffer.AsSpan(0, count));
        _speech.Fault.ShouldBeNull();
        return count > 0;
    }
}
