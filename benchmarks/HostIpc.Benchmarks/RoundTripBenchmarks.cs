using System.IO.Pipelines;
using BenchmarkDotNet.Attributes;
using HostIpc.Admission;
using HostIpc.Connections;
using HostIpc.Conversations;
using HostIpc.Execution;
using HostIpc.Hosting;
using HostIpc.Identity;
using HostIpc.Logging;
using HostIpc.Pipeline;
using HostIpc.Policy;
using HostIpc.Protocol;
using HostIpc.Protocol.Framing;
using HostIpc.Transports;
using Microsoft.Extensions.Logging.Abstractions;

namespace HostIpc.Benchmarks;

/// <summary>From a request frame to its exit frame over two pipes in memory, through the whole server to an executor that does nothing. Both sides wake each other through the thread pool, as does the baseline.</summary>
[MemoryDiagnoser]
public class RoundTripBenchmarks
{
    private readonly Pipe _requests = new();
    private readonly Pipe _answers = new();
    private readonly Pipe _calls = new();
    private readonly Pipe _echoes = new();
    private readonly CountingExecutor _executor = new(long.MaxValue, () => { }, long.MaxValue, () => { });

    private byte[] _request = [];
    private FrameReader _frames = null!;
    private Task _serving = Task.CompletedTask;
    private Task _echoing = Task.CompletedTask;

    [GlobalSetup]
    public async Task Setup()
    {
        ReadOnlyMemory<byte> payload = RequestPayload.Write(new CommandRequest(["nothing"]));
        _request = new byte[FrameHeader.Size + payload.Length];
        new FrameHeader(FrameType.Request, (uint)payload.Length).Write(_request);
        payload.CopyTo(_request.AsMemory(FrameHeader.Size));

        var options = new HostIpcOptions();
        var command = new CommandOptions { Name = "nothing", Run = ["/bin/true"] };
        var policy = new NamedCommandPolicy(new PolicySettings { Commands = [command] }, new ExecutionOptions());
        var limits = LimitsInForce.Of(options.Limits, descriptors: null);
        var admission = new CommandAdmission(limits.Limits);
        var log = new RequestLog(new CommandLog([], TimeProvider.System), limits.Limits);
        var active = new ActiveCommands();
        var identifier = new PeerIdentifier(TimeProvider.System, NullLogger<PeerIdentifier>.Instance);
        var queries = new QueryResponder(identifier, policy, new ServerState(limits, TimeProvider.System), admission, active, log);
        var server = new ConnectionHandler(new CommandPipeline(identifier, policy, admission, _executor, log, active), limits, new CommandIdCounter(), log, active, queries, TimeProvider.System);
        var peer = new Peer("memory") { UserId = 0 };
        _serving = server.ServeAsync(new Connection(peer, _requests.Reader, _answers.Writer), IdentifiedPeer.Of(peer), CancellationToken.None, CancellationToken.None);
        _echoing = EchoAsync();

        await _requests.Writer.WriteAsync(Preface.Bytes);
        ReadResult preface = await _answers.Reader.ReadAtLeastAsync(Preface.Line.Length);
        _answers.Reader.AdvanceTo(preface.Buffer.GetPosition(Preface.Line.Length));
        _frames = new FrameReader(_answers.Reader, FrameSide.Server, options.Limits.MaxRequestBytes);
    }

    [Benchmark(Baseline = true, Description = "a byte, echoed")]
    public async Task<long> Echo()
    {
        await _calls.Writer.WriteAsync(_request.AsMemory(0, 1));
        ReadResult result = await _echoes.Reader.ReadAsync();
        long length = result.Buffer.Length;
        _echoes.Reader.AdvanceTo(result.Buffer.End);
        return length;
    }

    [Benchmark(Description = "request to exit")]
    public async Task<int> Run()
    {
        await _requests.Writer.WriteAsync(_request);
        int count = 1;
        Frame frame;
        while ((frame = await _frames.ReadAsync()) is { Type: FrameType.Accepted })
        {
            count++;
        }

        return frame.Type == FrameType.Exit ? count : throw new InvalidOperationException($"{frame.Status} {frame.Type}");
    }

    [GlobalCleanup]
    public async Task Cleanup()
    {
        await _requests.Writer.CompleteAsync();
        await _calls.Writer.CompleteAsync();
        await Task.WhenAll(_serving, _echoing);
        _executor.Dispose();
    }

    private async Task EchoAsync()
    {
        while (await _calls.Reader.ReadAsync() is { Buffer.IsEmpty: false } result)
        {
            await _echoes.Writer.WriteAsync(result.Buffer.First);
            _calls.Reader.AdvanceTo(result.Buffer.End);
        }
    }
}
