using HostIpc.Interop;
using HostIpc.Text;

namespace HostIpc.Cli.Streams;

/// <summary>Text for a person. What a server had to say in it can neither drive the terminal nor make another line.</summary>
internal sealed class PlainText
{
    private readonly LogBuffer _buffer = new();

    public void Add(ReadOnlySpan<byte> text) => _buffer.Append(text);

    public void Add(string text) => LogText.Append(_buffer, text);

    public void AddLine(string text)
    {
        Add(text);
        Add("\n"u8);
    }

    /// <summary>Writes it to a descriptor. False where not all of it could be written.</summary>
    public bool WriteTo(int descriptor, int waitMilliseconds, out Errno error) =>
        DescriptorWriter.Write(descriptor, _buffer.Written, waitMilliseconds, out error) == _buffer.Count;
}
