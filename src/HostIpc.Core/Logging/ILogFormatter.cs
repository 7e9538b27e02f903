using System.Buffers;

namespace HostIpc.Logging;

/// <summary>Makes a line of a record. The built-in ones are made by <see cref="LogFormatters"/>.</summary>
/// <remarks>
/// <para>An instance may keep buffers: it serves one log, one record at a time. A sink that is called by several threads has one for each, or a lock.</para>
/// <para>Text, peers and messages of a record hold what containers chose. A formatter of your own passes all of it through <see cref="LogEscaping"/>, or whoever reads the log can be shown
/// lines that are not there, and a terminal can be driven. The logs of <c>AddFileLog</c>, <c>AddConsoleLog</c> and <c>AddLineLog</c> escape each CR and LF before the last one once more.</para>
/// <para>A member that a later version adds has a body: your class goes on compiling.</para>
/// </remarks>
public interface ILogFormatter
{
    /// <summary>Appends the record as one line of UTF-8 that ends in an LF, and no other LF. Must not throw.</summary>
    /// <param name="record">The record. Must not be kept.</param>
    /// <param name="target">Where to.</param>
    void Format(in LogRecord record, IBufferWriter<byte> target);
}
