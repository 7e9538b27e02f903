namespace HostIpc.Execution.Linux;

/// <summary>A user that commands run as, as the target's files had it at the time.</summary>
/// <param name="UserId">Never the number that means "as it is" to the kernel.</param>
/// <param name="GroupId">The group that was asked for, or the user's own. Never the number that means "as it is".</param>
/// <param name="Groups">The supplementary groups, <paramref name="GroupId"/> among them as initgroups(3) has it. At most 65536 (NGROUPS_MAX).</param>
/// <param name="Account">What the command's environment says of it.</param>
internal sealed record RunAsUser(uint UserId, uint GroupId, uint[] Groups, TargetAccount Account);
