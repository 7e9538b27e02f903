using System.IO.Pipelines;
using HostIpc.Hosting;
using HostIpc.Interop;

namespace HostIpc.Transports.Fifo;

/// <summary>The bytes of one connection, from the FIFO's descriptor to the pipe that the request loop reads.</summary>
internal sealed unsafe class FifoInput : IDisposable
{
    // PIPE_BUF. Not more, because the rest of a segment that is smaller than what is asked for stays unused: with 64 KiB every
    // little line would hold a segment of its own, and a hostile writer the server's memory.
    private const int MinReadBytes = 4096;

    // Half of what a FIFO holds by default. Who writes that much at once writes on: then no writer's leaving is near, and handing a
    // block of lines to another thread costs more than the lines. After less the thread has to be back at the FIFO before the next writer.
    private const int Bulk = 32768;

    private readonly FifoFile _file;
    private FileDescriptor _source;
    private readonly ReaderScheduler _scheduler;
    private readonly Pipe _pipe;
    private int _unflushed;
    private byte _last = (byte)'\n';

    /// <param name="file">What is read.</param>
    /// <param name="readers">Where what reads the lines goes on; null for the thread pool.</param>
    public FifoInput(FifoFile file, PipeScheduler? readers = null)
    {
        _file = file;
        _source = file.Descriptor;
        _scheduler = new ReaderScheduler(readers);
        _pipe = new Pipe(new PipeOptions(
            readerScheduler: _scheduler,
            writerScheduler: PipeScheduler.Inline,
            pauseWriterThreshold: 65536,
            resumeWriterThreshold: 32768,
            minimumSegmentSize: 65536,
            useSynchronizationContext: false));
    }

    public PipeReader Reader => _pipe.Reader;

    /// <summary>Whether the last byte handed on was not the end of a line.</summary>
    public bool IsUnfinished => _last != '\n';

    public int BytesWaiting => Libc.BytesWaiting(_source.Number);

    /// <summary>Reads once, a buffer full at most.</summary>
    /// <param name="isEmpty">Whether the FIFO was empty then.</param>
    /// <returns>How many bytes were read.</returns>
    public int ReadOnce(out bool isEmpty)
    {
        var asked = Read(int.MaxValue, out var count);
        isEmpty = count < asked;
        return count;
    }

    /// <summary>Reads what waits, as far as it was counted, and nothing of what came after.</summary>
    /// <param name="waiting">In bytes. The kernel holds no more than the FIFO's size of them.</param>
    /// <returns>How many bytes were read: less only if somebody else read of them.</returns>
    public int ReadWaiting(int waiting)
    {
        var total = 0;
        while (total < waiting)
        {
            _ = Read(waiting - total, out var count);
            if (count == 0)
            {
                break;
            }

            total += count;
        }

        return total;
    }

    /// <summary>Ends a line that its writer did not end.</summary>
    /// <param name="isWhole">Whether it is a command all the same. Else it is refused.</param>
    /// <returns>How many bytes there are to hand on by it.</returns>
    public int EndLine(bool isWhole)
    {
        var end = isWhole ? [] : Connection.UnendedLineMark;
        var memory = _pipe.Writer.GetSpan(end.Length + 1);
        end.CopyTo(memory);
        memory[end.Length] = _last = (byte)'\n';
        _pipe.Writer.Advance(end.Length + 1);
        return end.Length + 1;
    }

    /// <summary>Hands on what was read. The reader may run inside of this call, for as long as it likes.</summary>
    /// <param name="isAbandoned">Asked from time to time while the reader takes nothing.</param>
    /// <returns>False when the reader takes no more.</returns>
    public bool Flush(Func<bool> isAbandoned)
    {
        _scheduler.IsInline = _unflushed >= Bulk;
        _unflushed = 0;
        var flush = _pipe.Writer.FlushAsync(CancellationToken.None);
        if (flush.IsCompleted)
        {
            return !flush.Result.IsCompleted;
        }

        var task = flush.AsTask();
        while (!task.Wait(millisecondsTimeout: 100))
        {
            if (isAbandoned())
            {
                return false;
            }
        }

        return !task.Result.IsCompleted;
    }

    /// <summary>Closes the FIFO and loses nothing that was written to it. What was still in it can be read after this.</summary>
    /// <returns>How many bytes that is.</returns>
    public int Close()
    {
        if (_file.TryClose(makeRoom: () => _ = ReadOnce(out _), out var count) is { } rest)
        {
            _source = rest;
            return count;
        }

        _ = ReadOnce(out _);
        _file.Dispose();
        return 0;
    }

    /// <summary>Closes what is read from.</summary>
    public void Dispose()
    {
        _file.Dispose();
        _source.Dispose();
    }

    public void Complete() => _pipe.Writer.Complete();

    // A read of less than was asked for means that the FIFO was empty at that moment: pipe(7) hands out what it has.
    private int Read(int max, out int count)
    {
        var memory = _pipe.Writer.GetSpan(MinReadBytes);
        memory = memory[..Math.Min(max, memory.Length)];
        while (true)
        {
            nint read;
            fixed (byte* start = memory)
            {
                read = Libc.Read(_source.Number, start, (nuint)memory.Length);
            }

            if (read > 0)
            {
                count = (int)read;
                _unflushed += count;
                _last = memory[count - 1];
                _pipe.Writer.Advance(count);
                return memory.Length;
            }

            switch (read < 0 ? LastError.Number : Errno.Again)
            {
                case Errno.Interrupted:
                    continue;
                case Errno.Again:
                    count = 0;
                    return memory.Length;
                default:
                    throw new IOException($"read: {LastError.Message}");
            }
        }
    }
}
