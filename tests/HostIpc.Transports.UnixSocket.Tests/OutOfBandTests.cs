using System.Net.Sockets;
using System.Text;
using HostIpc.Logging;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Shouldly;
using Xunit;

namespace HostIpc.Transports.UnixSocket;

/// <summary>A peer that sends data out of band is closed; others do not notice, and nothing is left of it.</summary>
public sealed class OutOfBandTests : IAsyncLifetime
{
    private const int Attackers = 40;

    // Sends as the second argument says on so many connections, and says of each how it ended.
    private const string Attack =
        """
        import array, os, socket, struct, sys
        path, kind, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
        open_ones = []
        for _ in range(count):
            s = socket.socket(socket.AF_UNIX)
            s.connect(path)
            s.settimeout(30)
            open_ones.append(s)
            before = {
                'half-preface': b'HOST', 'preface': b'HOSTIPC/1\n', 'broken-frame': b'HOSTIPC/1\n' + b'\x63\x01\0\0\0\0\0\x05',
                'half-frame': b'HOSTIPC/1\n' + struct.pack('>B3xI', 16, 100) + b'{', 'half-line': b'echo ran > ran', 'long': b'x' * 65536,
            }.get(kind, b'')
            if before:
                s.sendall(before)
            if kind == 'descriptors':
                s.sendmsg([b'!'], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array('i', [0, 1, 2]))], socket.MSG_OOB)
            else:
                try:
                    for _ in range(3 if kind == 'twice' else 1):
                        s.send(b'!', socket.MSG_OOB)
                except ConnectionError:
                    pass  # closed after the first one
        if kind == 'closed':
            sys.exit(0)
        for s in open_ones:
            try:
                while s.recv(4096):
                    pass
            except ConnectionError:
                pass
        """;

    private readonly TemporaryDirectory _directory = new();
    private readonly ListSink _log = new();
    private IHost? _host;

    public async ValueTask InitializeAsync()
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddSingleton<ICommandLogSink>(_log);
        builder.Services.AddHostIpc(options => options.Execution.Shell = "/bin/sh").AddUnixSocket(options => options.Path = _directory.Socket);
        _host = builder.Build();
        await _host.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _host!.StopAsync();
        _host.Dispose();
        _directory.Dispose();
    }

    [Theory]
    [InlineData("alone")]
    [InlineData("twice")]
    [InlineData("half-preface")]
    [InlineData("preface")]
    [InlineData("broken-frame")]
    [InlineData("half-frame")]
    [InlineData("half-line")]
    [InlineData("long")]
    [InlineData("descriptors")]
    [InlineData("closed")]
    public async Task Send_WhenItIsOutOfBand_ThenItsConnectionIsClosedAndOthersAreServed(string kind)
    {
        (await AskAsync()).ShouldBe("answer\n");
        int descriptors = Descriptors();
        using System.Diagnostics.Process attack = Shell.Start("exec python3 -c \"$4\" \"$1\" \"$2\" \"$3\"", _directory.Socket, kind, $"{Attackers}", Attack);
        (await AskAsync()).ShouldBe("answer\n");
        await attack.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        attack.ExitCode.ShouldBe(0, "each connection was closed by the server");
        // The attack itself, a process with a pipe, still has some here.
        await Eventually.BecomesTrue(() => Descriptors() < descriptors + (Attackers / 2), found: () => $"{Descriptors()} descriptors in place of {descriptors}");
        (await AskAsync()).ShouldBe("answer\n");
        File.Exists($"{_directory.Path}/ran").ShouldBeFalse("half a line is no request");
        if (kind is "alone" or "half-preface" or "descriptors")
        {
            _log.Count("data out of band (MSG_OOB)").ShouldBe(Attackers);
        }
    }

    private static int Descriptors() => Directory.GetFileSystemEntries("/proc/self/fd").Length;

    private async Task<string> AskAsync()
    {
        using Socket client = UnixClient.Connect(_directory.Socket);
        using var reader = new StreamReader(new NetworkStream(client));
        client.Send("echo answer\n"u8);
        client.Shutdown(SocketShutdown.Send);
        return await reader.ReadToEndAsync().WaitAsync(TimeSpan.FromSeconds(20));
    }

    private sealed class ListSink : ICommandLogSink
    {
        private readonly List<string> _refused = [];

        public void Write(in LogRecord record)
        {
            lock (_refused)
            {
                _refused.Add(record.Rejection?.Message ?? Encoding.UTF8.GetString(record.Text));
            }
        }

        public int Count(string text)
        {
            lock (_refused)
            {
                return _refused.Count(message => message.Contains(text, StringComparison.Ordinal));
            }
        }
    }
}
