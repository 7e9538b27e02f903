using HostIpc.Hosting;
using Microsoft.Extensions.Logging;

namespace HostIpc.Transports.Fifo;

/// <summary>Serves one FIFO through one connection, on the listener's thread.</summary>
internal sealed class FifoSession(
    FifoFile file, FifoInput input, FifoConnection connection, WriterWatch watch, StopSignal stop, bool requiresLineFeed, ILogger logger)
{
    private const int CheckMilliseconds = 500;

    // How often to look for the stop while lines enough wait in the server.
    private const int HeldMilliseconds = 50;

    // Then somebody writes faster than can be read, and the thread has to look at the path and the stop in between.
    private const int MaxReads = 4;

    // What a writer that is in the middle of a line, or blocked because the FIFO was full, gets to go on before it is closed.
    private const int LineMilliseconds = 100;
    private const int WriterMilliseconds = 10;

    // How much is handed on at once of what was in the FIFO when it was closed.
    private const int PieceBytes = 65536;

    public FifoFile File => file;

    /// <summary>After how many bytes the FIFO is closed although writers go on: a writer that never pauses must not keep it from ending.</summary>
    public required long EndBound { get; init; }

    /// <summary>Whether to wait no longer for a reader that takes nothing.</summary>
    public required Func<bool> IsAbandoned { get; init; }

    /// <summary>Serves until there is a reason not to.</summary>
    /// <param name="loss">What became of the path, when that is the reason.</param>
    public FifoSessionEnd Run(out string? loss)
    {
        loss = null;
        watch.Reset();
        var nextCheck = Environment.TickCount64 + CheckMilliseconds;
        while (true)
        {
            if (connection.IsHeld && !stop.IsSet)
            {
                connection.WaitUntilFree(HeldMilliseconds);
            }
            else
            {
                Poller.Wait(file.Descriptor.Number, watch.Number, stop.Number, nextCheck - Environment.TickCount64);
            }

            if (connection.Disposed.IsCompleted)
            {
                return stop.IsSet ? End(FifoSessionEnd.Stopped) : FifoSessionEnd.ReaderGone;
            }

            if (stop.IsSet)
            {
                return End(FifoSessionEnd.Stopped);
            }

            if (!connection.IsHeld && ReadRound(out _) > 0 && !Flush())
            {
                return stop.IsSet ? End(FifoSessionEnd.Stopped) : FifoSessionEnd.ReaderGone;
            }

            if (Environment.TickCount64 >= nextCheck)
            {
                loss = file.FindLoss();
                if (loss is not null)
                {
                    return End(FifoSessionEnd.Lost);
                }

                nextCheck = Environment.TickCount64 + CheckMilliseconds;
            }
        }
    }

    /// <summary>Ends the connection's input; nothing is read any more.</summary>
    public void Complete() => input.Complete();

    // Reads until the FIFO is empty, if that is soon. Returns how many bytes there are to hand on.
    private int ReadRound(out bool isEmpty)
    {
        var total = 0;
        for (var reads = 0; reads < MaxReads; reads++)
        {
            total += watch.BeforeReading(input);
            total += input.ReadOnce(out isEmpty);
            if (isEmpty)
            {
                return total + watch.AfterReadingAll(input);
            }
        }

        isEmpty = false;
        return total;
    }

    // Reads what writers have written, and closes the descriptor. A writer that never pauses is stopped by that, and told by the kernel.
    private FifoSessionEnd End(FifoSessionEnd end)
    {
        long total = 0;
        var isTaken = true;
        while (isTaken && total < EndBound)
        {
            var read = ReadRound(out var isEmpty);
            total += read;
            isTaken = read == 0 || Flush();
            if (isEmpty && !(total > 0 && WaitForWriters()))
            {
                break;
            }
        }

        var rest = input.Close();
        total += rest;
        while (isTaken && rest > 0)
        {
            rest -= input.ReadWaiting(Math.Min(rest, PieceBytes));
            isTaken = Flush();
        }

        if (input.IsUnfinished)
        {
            // Its writer is still there. At the stop it is told by the kernel that the rest was not written, so half of it must not run.
            input.EndLine(isWhole: end != FifoSessionEnd.Stopped && !requiresLineFeed);
        }

        Flush();
        input.Dispose();
        logger.Closed(file.Path, total);
        return end;
    }

    private bool WaitForWriters() => input.IsUnfinished
        ? Poller.Wait(file.Descriptor.Number, watch.Number, LineMilliseconds)
        : Poller.Wait(file.Descriptor.Number, -1, WriterMilliseconds);

    private bool Flush()
    {
        if (input.Flush(IsAbandoned))
        {
            return true;
        }

        connection.End();
        return false;
    }
}
