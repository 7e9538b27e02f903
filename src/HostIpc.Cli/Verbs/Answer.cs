using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using HostIpc.Cli.Streams;
using HostIpc.Interop;

namespace HostIpc.Cli.Verbs;

/// <summary>Writes to standard output what was asked for.</summary>
internal static class Answer
{
    // What JSON itself asks for, and no more: it goes to a program, not into a page.
    private static readonly JsonWriterOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Prints text.</summary>
    /// <returns>The exit code: it is a failure where the text could not be written.</returns>
    public static int Print(PlainText text)
    {
        Errno error = Errno.BadDescriptor;
        return !StandardDescriptors.IsClosed(StandardDescriptors.Output) && text.WriteTo(StandardDescriptors.Output, Timeout.Infinite, out error) ? ExitCode.Success
            : error == Errno.BrokenPipe ? ExitCode.OfSignal(Signals.Pipe)
            : ErrorOutput.Print($"standard output cannot be written: {LastError.Describe(error)}", ExitCode.Failure);
    }

    /// <summary>Prints an object of JSON on a line.</summary>
    public static int Print(ReadOnlyMemory<byte> json)
    {
        var text = new PlainText();
        text.Add(json.Span);
        text.Add("\n"u8);
        return Print(text);
    }

    /// <summary>Prints an object of JSON on a line.</summary>
    /// <param name="members">Writes its members.</param>
    public static int Print(Action<Utf8JsonWriter> members)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(buffer, Json);
        writer.WriteStartObject();
        members(writer);
        writer.WriteEndObject();
        writer.Flush();
        return Print(buffer.WrittenMemory);
    }
}
