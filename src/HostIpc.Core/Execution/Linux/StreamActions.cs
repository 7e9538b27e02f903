using System.Runtime.InteropServices;
using HostIpc.Interop;

namespace HostIpc.Execution.Linux;

/// <summary>
/// What a new process does with its descriptors before its exec. A few are kept for commands with the same numbers, which mostly come again: to make them takes memory and a getrlimit(2) for each number.
/// </summary>
internal unsafe struct StreamActions
{
    /// <summary>In place of the descriptor of a script.</summary>
    public const int NoScript = -1;

    /// <summary>What a script is run from: its interpreter opens it by this number, after the exec.</summary>
    public const int ScriptDescriptor = 3;

    private static readonly byte* Root = (byte*)NativeMemory.AllocZeroed(2);

    // Each belongs to whoever has taken it out.
    private static readonly nint[] Kept = new nint[64];

    public SpawnFileActions Actions;

    private int _input;
    private int _output;
    private int _error;
    private bool _isKept;

    static StreamActions() => *Root = (byte)'/';

    /// <summary>Takes those for these descriptors, to be given back.</summary>
    /// <param name="input">What becomes standard input.</param>
    /// <param name="output">What becomes standard output.</param>
    /// <param name="error">What becomes standard error.</param>
    /// <param name="script">What becomes <see cref="ScriptDescriptor"/>; <see cref="NoScript"/> for nothing.</param>
    /// <param name="directory">The working directory, at an address that lasts as long; null for the root.</param>
    public static StreamActions* Take(int input, int output, int error, int script, byte* directory)
    {
        bool isUsual = script == NoScript && directory is null;
        StreamActions* kept = isUsual ? (StreamActions*)Interlocked.Exchange(ref Kept[output % Kept.Length], 0) : null;
        if (kept is not null)
        {
            if (kept->_input == input && kept->_output == output && kept->_error == error)
            {
                return kept;
            }

            Free(kept);
        }

        var made = (StreamActions*)NativeMemory.AllocZeroed((nuint)sizeof(StreamActions));
        (made->_input, made->_output, made->_error) = (input, output, error);
        _ = Libc.SpawnFileActionsInit(&made->Actions);
        _ = Libc.SpawnFileActionsAddDup2(&made->Actions, input, 0);
        _ = Libc.SpawnFileActionsAddDup2(&made->Actions, output, 1);
        _ = Libc.SpawnFileActionsAddDup2(&made->Actions, error, 2);
        if (script != NoScript)
        {
            _ = Libc.SpawnFileActionsAddDup2(&made->Actions, script, ScriptDescriptor);
        }

        bool closesAny = Libc.SpawnFileActionsAddCloseFrom(&made->Actions, script == NoScript ? ScriptDescriptor : ScriptDescriptor + 1);
        _ = Libc.SpawnFileActionsAddChDir(&made->Actions, directory is null ? Root : directory);
        made->_isKept = isUsual && closesAny;
        return made;
    }

    /// <summary>Gives them back, once the process was started or could not be.</summary>
    public static void GiveBack(StreamActions* actions)
    {
        if (actions->_isKept)
        {
            actions = (StreamActions*)Interlocked.Exchange(ref Kept[actions->_output % Kept.Length], (nint)actions);
        }

        if (actions is not null)
        {
            Free(actions);
        }
    }

    private static void Free(StreamActions* actions)
    {
        _ = Libc.SpawnFileActionsDestroy(&actions->Actions);
        NativeMemory.Free(actions);
    }
}
