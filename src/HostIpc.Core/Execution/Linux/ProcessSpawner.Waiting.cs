using System.Runtime.InteropServices;
using HostIpc.Interop;

namespace HostIpc.Execution.Linux;

// Waiting in place for the outcome of a start.
internal sealed unsafe partial class ProcessSpawner
{
    // A start that takes longer may hang: the program's file is on a server that does not answer, say. Nobody waits for that.
    private const int PatienceMilliseconds = 50;

    // The threads that spawn do nothing else, and the start of one program may hang for as long as its file is on a server that does not answer.
    private void SpawnAndWait(SpawnBlock* block, ChildProcess child, SpawnTurn turn)
    {
        int answers = turn.Answers;
        block->Answers = answers;
        long done = _threads.Done;
        if (!_threads.TryHandOver(block))
        {
            Fail(block, child);
            return;
        }

        if (!turn.WaitForAnswer(PatienceMilliseconds))
        {
            _ = NameChild(block, child);
            if (Interlocked.CompareExchange(ref block->Answers, SpawnBlock.None, answers) == answers)
            {
                // From here on the watcher waits.
                _threads.Relieve(done);
                return;
            }

            turn.TakeAnswer();
            GCHandle.FromIntPtr(block->Child).Free();
            block->Child = 0;
        }

        if (block->Error != Errno.None)
        {
            child.SetFailed(block->Error, block->FailedStep);
            SpawnBlock.Free(block);
        }
        else
        {
            Attend(block, child);
        }
    }

    // What can be done while the command runs is done then.
    private void Attend(SpawnBlock* block, ChildProcess child)
    {
        int process = block->ProcessId;
        child.SetStarted(process, block->IsDirect);
        if (child.ExitsInAMoment())
        {
            SpawnBlock.Free(block);
        }
        else
        {
            // As the threads that spawn do: from here on the watcher waits.
            SpawnBlock.Put(_outcomes.WriteEnd, NameChild(block, child));
        }
    }
}
