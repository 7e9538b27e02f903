using HostIpc.Interop;

namespace HostIpc.Execution.Linux;

/// <summary>A turn to start a command, and the way in which a thread that spawned for it says so.</summary>
internal sealed unsafe class SpawnTurn(FileDescriptor answers) : IDisposable
{
    /// <summary>The eventfd that is written when the block is done.</summary>
    public int Answers => answers.Number;

    /// <exception cref="IOException">There are no descriptors left.</exception>
    public static FileDescriptor OpenAnswers()
    {
        int number = Libc.EventFd(0, Libc.EventFdCloseOnExec);
        return number >= 0 ? new FileDescriptor(number) : throw new IOException($"eventfd failed: {LastError.Message}");
    }

    /// <summary>Waits for a moment until the block is done. False where it is not.</summary>
    public bool WaitForAnswer(int milliseconds)
    {
        var answer = new PollDescriptor { Descriptor = Answers, Requested = PollDescriptor.Readable };
        if (Libc.Poll(&answer, 1, milliseconds) <= 0)
        {
            return false;
        }

        TakeAnswer();
        return true;
    }

    /// <summary>Waits until the answer is there, which is on its way.</summary>
    public void TakeAnswer()
    {
        ulong count;
        while (Libc.Read(Answers, &count, sizeof(ulong)) < 0)
        {
            // EINTR
        }
    }

    public void Dispose() => answers.Dispose();
}
