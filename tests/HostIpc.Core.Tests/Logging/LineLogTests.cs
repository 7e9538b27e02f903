using System.Buffers;
using System.Text;
using HostIpc.Core.Tests.TestSupport;
using HostIpc.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace HostIpc.Logging;

/// <summary>A log whose lines go to an output of the application's.</summary>
public sealed class LineLogTests
{
    [Fact]
    public async Task Lines_WhenTheApplicationAddsAnOutput_ThenItGetsThemWithStartAndStop()
    {
        var output = new LinesOutput();
        await using (TestServer server = await TestServer.StartAsync(build: builder => builder.AddLineLog(_ => output)))
        {
            await server.Listener.Connect().SendAsync("echo \"a\tb\"\n");
            await server.StopAsync();
        }

        output.Text.ShouldMatch(@"\A\S+ 0 ! started: version .*\n\S+ 1 \$ \[memory uid=0\] echo ""a\\x09b""\n\S+ 1 > a\\x09b\n\S+ 1 = exit 0 .*\n\S+ 0 ! stopped\n\z");
        output.IsDisposed.ShouldBeTrue();
    }

    [Fact]
    public void Formatter_WhenItIsTheApplications_ThenItMakesTheLines()
    {
        var output = new LinesOutput();
        using (var sink = new LineLogSink(output, new LineLogOptions { CreateFormatter = () => new BareFormatter() }, new ListLogger()))
        {
            sink.WriteLine(7, "a line");
        }

        output.Text.ShouldBe("7=a line\n");
    }

    [Theory]
    [InlineData("a\nb\r\n", @"7=a\x0ab\x0d")]
    [InlineData("throw", "2026-11-21T21:33:01.123Z 7 > throw")]
    public void Formatter_WhenItAppendsMoreThanALineOrThrows_ThenTheLogStillHasALineForTheRecord(string text, string expected)
    {
        var output = new LinesOutput();
        using (var sink = new LineLogSink(output, new LineLogOptions { CreateFormatter = () => new BareFormatter() }, new ListLogger()))
        {
            sink.WriteLine(7, text);
            sink.WriteLine(8, "x");
        }

        output.Text.ShouldBe($"{expected}\n8=x\n");
    }

    [Fact]
    public void Output_WhenItThrows_ThenItsLinesAreLostAndToldWhenItTakesSomeAgain()
    {
        var output = new LinesOutput { Failure = new IOException("full") };
        var logger = new ListLogger();
        using (var sink = new LineLogSink(output, new LineLogOptions(), logger))
        {
            sink.WriteLine(1);
            sink.WaitUntilWritten();
            sink.WriteLine(2);
            sink.WaitUntilWritten();
            output.Failure = null;
            sink.WriteLine(3, "after");
            sink.WaitUntilWritten();
            sink.WriteLine(4, "after that");
        }

        output.Text.ShouldBe("2026-11-21T21:33:01.123Z 3 > after\nlost 2\n2026-11-21T21:33:01.123Z 4 > after that\n");
        logger.Messages.ShouldHaveSingleItem().ShouldContain("The log output LinesOutput failed");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3_600_001)]
    public void Start_WhenTheTimeoutIsOutOfRange_ThenThatIsSaid(int milliseconds)
    {
        using ServiceProvider services = new ServiceCollection().AddLogging()
            .Configure<ConsoleLogOptions>(options => options.WriteTimeout = TimeSpan.FromMilliseconds(milliseconds))
            .AddHostIpc().AddConsoleLog().Services.BuildServiceProvider();
        Should.Throw<OptionsValidationException>(() => services.GetRequiredService<ICommandLogSink>()).Message.ShouldStartWith("Log:WriteTimeout is ");
    }

    [Fact]
    public void ConsoleLog_WhenItIsAdded_ThenItIsASink()
    {
        using ServiceProvider services = new ServiceCollection().AddLogging().AddHostIpc().AddConsoleLog(console => console.Format = LogFormat.Json).Services.BuildServiceProvider();
        services.GetRequiredService<ICommandLogSink>().ShouldBeOfType<ConsoleLogSink>();
    }

    [Fact]
    public async Task Notice_WhenAPackageWritesOne_ThenTheLogHasIt()
    {
        await using TestServer server = await TestServer.StartAsync();
        ICommandLog log = server.Services.GetRequiredService<ICommandLog>();
        log.Notice("it was there");
        log.Notice("it asked", new Identity.Peer("web"));
        log.IsEnabled.ShouldBeTrue();
        server.Log.Records.ShouldBe(["0 x it was there", "0 x [web] it asked"]);
    }

    private sealed class BareFormatter : ILogFormatter
    {
        public void Format(in LogRecord record, IBufferWriter<byte> target)
        {
            if (record.Text.SequenceEqual("throw"u8))
            {
                target.Write("half"u8);
                throw new InvalidOperationException("no");
            }

            target.Write(Encoding.UTF8.GetBytes($"{record.Id}={Encoding.UTF8.GetString(record.Text)}"));
        }
    }

    private sealed class LinesOutput : ILogOutput, IDisposable
    {
        private readonly StringBuilder _text = new();

        public Exception? Failure { get; set; }

        public bool IsDisposed { get; private set; }

        public string Text => _text.ToString();

        public void Write(ReadOnlySpan<byte> lines, long lost)
        {
            if (Failure is not null)
            {
                throw Failure;
            }

            _text.Append(Encoding.UTF8.GetString(lines));
            _ = lost > 0 ? _text.Append($"lost {lost}\n") : _text;
        }

        public void Dispose() => IsDisposed = true;
    }
}
