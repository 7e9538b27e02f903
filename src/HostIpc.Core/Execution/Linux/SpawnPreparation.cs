using HostIpc.Interop;

namespace HostIpc.Execution.Linux;

/// <summary>Turns a plan into the block that a spawn thread works on.</summary>
internal sealed class SpawnPreparation(ExecutionOptions options, FileDescriptor nullDevice)
{
    private static readonly unsafe byte* Root = (byte*)System.Runtime.InteropServices.NativeMemory.AllocZeroed(2);

    private readonly string[] _shellProgram = [options.Shell];
    private readonly string[] _shellArguments = [options.Shell, "-c"];
    private readonly CommandEnvironment _environment = new(TargetAccount.Find(options.Target), options.Shell);

    static unsafe SpawnPreparation() => *Root = (byte)'/';

    /// <summary>What in the plan cannot be handed to a process, or null.</summary>
    public static string? FindFault(in CommandPlan plan)
    {
        foreach (string argument in plan.Arguments ?? [])
        {
            if (argument.Contains('\0', StringComparison.Ordinal))
            {
                return "an argument contains a NUL";
            }
        }

        return plan.Arguments is [""] or ["", ..] ? "the program's name is empty" : null;
    }

    public unsafe SpawnBlock* Prepare(in CommandPlan plan, CommandContext context, CommandPipes pipes)
    {
        string[] environment = _environment.For(context, plan.Settings);

        // With the dot a file is no directory already to access(2), which tells the working directory's errors from the program's.
        string? directory = plan.Settings?.Directory is { } wanted ? $"{wanted}/." : null;
        SpawnBlock* block = plan.Arguments is { } arguments
            ? SpawnBlockBuilder.Build(Candidates(arguments[0]), arguments, default, environment, directory)
            : SpawnBlockBuilder.Build(_shellProgram, _shellArguments, plan.ShellLine.Span, environment, directory);
        _ = Libc.SpawnFileActionsAddDup2(&block->Actions, pipes.Input?.ReadEnd.Number ?? nullDevice.Number, 0);
        _ = Libc.SpawnFileActionsAddDup2(&block->Actions, pipes.Output.WriteEnd.Number, 1);
        _ = Libc.SpawnFileActionsAddDup2(&block->Actions, pipes.Error.WriteEnd.Number, 2);
        _ = Libc.SpawnFileActionsAddCloseFrom(&block->Actions, 3);
        _ = Libc.SpawnFileActionsAddChDir(&block->Actions, block->Directory is null ? Root : block->Directory);
        return block;
    }

    private static string[] Candidates(string program) =>
        program.Contains('/', StringComparison.Ordinal) ? [program] : Array.ConvertAll(CommandEnvironment.Path, directory => $"{directory}/{program}");
}
