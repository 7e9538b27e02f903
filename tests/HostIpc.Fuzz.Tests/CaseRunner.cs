using System.Diagnostics;
using System.Net.Sockets;

namespace HostIpc.Fuzz.Tests;

/// <summary>Holds one conversation with the server, and judges what it says.</summary>
internal sealed class CaseRunner(FuzzServer server)
{
    // Of the machine, not of the server: an answer takes well under a millisecond.
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    // A mutated conversation may wait for what does not come.
    private static readonly TimeSpan ShortBound = TimeSpan.FromMilliseconds(3);

    private readonly byte[] _buffer = new byte[64 * 1024];

    /// <summary>Runs it. Null where all was as it should be.</summary>
    public string? Run(FuzzCase one)
    {
        using Socket socket = server.Connect();
        socket.Blocking = false;
        var speech = new ServerSpeech();
        bool isFramed = one.Speech.HasPreface || one.Speech.HasOtherVersion;
        bool isOpen = true;
        foreach (Step step in one.Steps)
        {
            for (int sent = 0; sent < step.Bytes.Length && isOpen;)
            {
                int length = Math.Min(step.Bytes.Length - sent, one.LongestPiece == int.MaxValue ? int.MaxValue : one.Random.Next(1, one.LongestPiece + 1));
                int count = socket.Send(step.Bytes.AsSpan(sent, length), SocketFlags.None, out SocketError error);
                if (error is not (SocketError.Success or SocketError.WouldBlock))
                {
                    break; // it has closed; what it said is still to be read
                }

                sent += error == SocketError.Success ? count : 0;
                if (error == SocketError.WouldBlock)
                {
                    isOpen = Receive(socket, speech, isFramed, TimeSpan.FromMilliseconds(1)) != 0;
                }
            }

            if (one.Waits && step.Outcomes > 0 && one.Ending != Ending.CloseUnread)
            {
                long began = Stopwatch.GetTimestamp();
                while (isOpen && speech.Outcomes.Count < step.Outcomes && speech.Fault is null && Left(began, one.IsValid ? Bound : ShortBound) is { } left)
                {
                    isOpen = Receive(socket, speech, isFramed, left) != 0;
                }
            }
        }

        return one.Ending switch
        {
            Ending.CloseUnread => null,
            Ending.Close => Receive(socket, speech, isFramed, TimeSpan.Zero) == 0 ? null : speech.Fault,
            _ => ReadToEnd(socket, speech, isFramed, isOpen) ?? Judge(one, speech),
        };
    }

    private static string? Judge(FuzzCase one, ServerSpeech speech)
    {
        if (!one.Speech.HasPreface)
        {
            return one.Speech.HasOtherVersion && !(speech is { HasPreface: true, WasMalformed: true, Fault: null }) ? $"another version: {speech.Fault}" : null;
        }

        if (speech.Fault is not null)
        {
            return speech.Fault;
        }

        return !speech.HasPreface ? "no preface"
            : speech.IsTorn && !one.IsValid ? "half a frame"
            : speech.Accepted > one.Speech.Requests || speech.Outcomes.Count > one.Speech.Requests ? $"{speech.Accepted} accepted and {speech.Outcomes.Count} outcomes of {one.Speech.Requests} requests"
            : speech.Answers > one.Speech.Queries ? "more answers than queries"
            : speech.Pongs.Count > one.Speech.Pings.Count || !speech.Pongs.Zip(one.Speech.Pings).All(pair => pair.First.AsSpan().SequenceEqual(pair.Second)) ? "pongs that are not the pings"
            : one.IsValid ? JudgeValid(one, speech)
            : null;
    }

    private static string? JudgeValid(FuzzCase one, ServerSpeech speech)
    {
        if (speech.WasMalformed || speech.IsTorn || speech.Outcomes.Count != one.Expected.Count)
        {
            return $"{speech.Outcomes.Count} outcomes, malformed {speech.WasMalformed}, torn {speech.IsTorn}";
        }

        for (int i = 0; i < one.Expected.Count; i++)
        {
            (ExpectedOutcome expected, Outcome found) = (one.Expected[i], speech.Outcomes[i]);
            if ((expected.Text ?? found.Text) != found.Text || (expected.Output is { } output && !output.AsSpan().SequenceEqual(found.Output)))
            {
                return $"request {i + 1}: {found.Text} with {found.Output.Length} bytes";
            }
        }

        return speech.Pongs.Count == one.Speech.Pings.Count && speech.Answers == one.Speech.Queries ? null
            : $"{speech.Pongs.Count} pongs, {speech.Answers} answers";
    }

    private string? ReadToEnd(Socket socket, ServerSpeech speech, bool isFramed, bool isOpen)
    {
        try
        {
            socket.Shutdown(SocketShutdown.Send);
        }
        catch (SocketException)
        {
            // It closed first.
        }

        long began = Stopwatch.GetTimestamp();
        while (isOpen)
        {
            if (Left(began, Bound) is not { } left)
            {
                return $"no end within {Bound.TotalSeconds} s; {speech.Outcomes.Count} outcomes, {speech.Fault}";
            }

            isOpen = Receive(socket, speech, isFramed, left) != 0;
        }

        return null;
    }

    // 0 at the end, -1 where nothing came in time.
    private int Receive(Socket socket, ServerSpeech speech, bool isFramed, TimeSpan wait)
    {
        if (!socket.Poll(wait, SelectMode.SelectRead))
        {
            return -1;
        }

        int count = socket.Receive(_buffer, SocketFlags.None, out SocketError error);
        if (error == SocketError.WouldBlock)
        {
            return -1;
        }

        if (error == SocketError.Success && count > 0 && isFramed)
        {
            speech.Take(_buffer.AsSpan(0, count));
        }

        return error == SocketError.Success ? count : 0;
    }

    private static TimeSpan? Left(long began, TimeSpan bound) => bound - Stopwatch.GetElapsedTime(began) is var left && left > TimeSpan.Zero ? left : null;
}
