using System.Net.Sockets;

namespace HostIpc.Client;

public sealed class AbsentServerTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Connect_WhenThereIsNoDirectory_ThenItSaysWhatToMount() =>
        await ShouldSay($"unix:{_directory.Path}/none/x.sock", $"{_directory.Path}/none", "mount");

    [Fact]
    public async Task Connect_WhenThereIsNoSocket_ThenItSaysWhatToStart() => await ShouldSay($"unix:{_directory.Socket}", "no socket", "start hostipcd");

    [Fact]
    public async Task Connect_WhenNobodyListensOnTheSocket_ThenItSaysSo()
    {
        using (StaleSocket.Make(_directory.Socket))
        {
        }

        await ShouldSay($"unix:{_directory.Socket}", "no server listens", "start hostipcd");
    }

    [Fact]
    public async Task Connect_WhenItIsAFile_ThenItSaysWhatItIs()
    {
        await File.WriteAllTextAsync(_directory.Socket, "");
        await ShouldSay($"unix:{_directory.Socket}", "a regular file", "endpoint");
        await ShouldSay($"unix:{_directory.Socket}/below", "Not a directory");
    }

    [Fact]
    public async Task Connect_WhenItIsAnotherKindOfSocket_ThenItSaysSo()
    {
        using var datagram = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        datagram.Bind(new UnixDomainSocketEndPoint(_directory.Socket));
        await ShouldSay($"unix:{_directory.Socket}", "another kind");
    }

    [Fact]
    public async Task Ask_WhenTheEndpointIsAFifo_ThenItNamesTheSocket() => await ShouldSay($"fifo:{_directory.Fifo}", "answers nothing", "unix:");

    [Theory]
    [InlineData("tcp:host", "its end has to be a port from 1 to 65535")]
    [InlineData("tcp:", "its end has to be a port")]
    [InlineData("tcp:host:0", "its end has to be a port")]
    [InlineData("tcp:host:65536", "its end has to be a port")]
    [InlineData("tcp:host:47201/", "its end has to be a port")]
    [InlineData("tcp:::1:47201", "between brackets")]
    [InlineData("tcp:[127.0.0.1]:47201", "between brackets")]
    [InlineData("tcp:[::x]:47201", "between brackets")]
    [InlineData("tcp://host:47201", "\"//host\" is neither an address nor a name: an endpoint is unix:/path, fifo:/path, tcp:host:port")]
    [InlineData("tcp:a b:47201", "\"a b\" is neither")]
    [InlineData("/ipc/hostipc.sock", "unix:/path")]
    [InlineData("unix:hostipc.sock", "absolute")]
    [InlineData("unix:", "absolute")]
    [InlineData("", "unix:/path")]
    public void Endpoint_WhenItIsNone_ThenItSaysWhatIsOne(string endpoint, string expected) =>
        Should.Throw<HostIpcConnectionException>(() => new HostIpcClient(new HostIpcClientOptions { Endpoint = endpoint })).Message.ShouldContain(expected);

    [Fact]
    public async Task Endpoint_WhenThePathIsTooLongForASocket_ThenItSaysSo()
    {
        string path = "/" + new string('a', 106);
        await ShouldSay($"unix:{path}", "no socket");
        Should.Throw<HostIpcConnectionException>(() => new HostIpcClient(new HostIpcClientOptions { Endpoint = $"unix:{path}a" })).Message.ShouldContain("at most 107");
    }

    [Fact]
    public void Options_WhenOutOfRange_ThenItIsNamed()
    {
        ShouldRefuse(nameof(HostIpcClientOptions.ConnectTimeout), options => options.ConnectTimeout = TimeSpan.Zero);
        ShouldRefuse(nameof(HostIpcClientOptions.AnswerTimeout), options => options.AnswerTimeout = Timeout.InfiniteTimeSpan);
        ShouldRefuse(nameof(HostIpcClientOptions.IdleLifetime), options => options.IdleLifetime = TimeSpan.FromDays(2));
        ShouldRefuse(nameof(HostIpcClientOptions.SendTimeout), options => options.SendTimeout = TimeSpan.FromSeconds(-1));
        ShouldRefuse(nameof(HostIpcClientOptions.MaxIdleConnections), options => options.MaxIdleConnections = -1);
        ShouldRefuse(nameof(HostIpcClientOptions.MaxBufferedOutput), options => options.MaxBufferedOutput = int.MaxValue);
    }

    [Fact]
    public void Command_WhenItCannotBeSent_ThenItIsRefused()
    {
        Should.Throw<ArgumentException>(() => HostCommand.Program(""));
        Should.Throw<ArgumentException>(() => HostCommand.Program("a", "b\0c"));
        Should.Throw<ArgumentException>(() => HostCommand.Program("a", "\ud800"));
        Should.Throw<ArgumentException>(() => HostCommand.FromArguments([]));
        Should.Throw<ArgumentException>(() => HostCommand.Shell("\udc00"));
        Should.Throw<ArgumentOutOfRangeException>(() => HostCommand.Program("a") with { Timeout = TimeSpan.Zero });
        Should.Throw<ArgumentOutOfRangeException>(() => HostCommand.Program("a") with { Timeout = TimeSpan.FromDays(50) });
    }

    private static async Task ShouldSay(string endpoint, params string[] parts)
    {
        int before = await Descriptors.CountAfterWarmUpAsync();
        await using var client = new HostIpcClient(new HostIpcClientOptions { Endpoint = endpoint });
        HostIpcConnectionException exception = await Should.ThrowAsync<HostIpcConnectionException>(Eventually.Ends(client.RunAsync(HostCommand.Program("true")), 5));
        foreach (string part in parts)
        {
            exception.Message.ShouldContain(part);
        }

        exception.Message.ShouldContain(endpoint);
        exception.Message.ShouldNotContain("\n");
        await Descriptors.BecomeAsync(before);
    }

    private static void ShouldRefuse(string name, Action<HostIpcClientOptions> configure)
    {
        var options = new HostIpcClientOptions();
        configure(options);
        Should.Throw<ArgumentOutOfRangeException>(() => new HostIpcClient(options)).ParamName.ShouldBe(name);
    }
}
