using System.Buffers;
using System.Collections.Frozen;
using System.Text;

namespace HostIpc.Execution;

/// <summary>
/// Finds the lines that need no shell, as make(1) does with its recipes: a program and its arguments, of characters that mean nothing to any shell. Such a line is executed directly, which saves the
/// start of the shell. In doubt it is the shell's.
/// </summary>
internal static class DirectLine
{
    private const byte Blank = (byte)' ';

    private static readonly SearchValues<byte> Plain = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 ./_-+=:,@%"u8);

    // Builtins and reserved words of POSIX, dash, bash, BusyBox, ksh and zsh, as far as one of them may be /bin/sh somewhere.
    private static readonly FrozenSet<string> ShellWords = FrozenSet.Create(
        ".", ":", "alias", "array", "autoload", "bg", "bind", "break", "builtin", "bye", "caller", "case", "cd", "chdir", "command", "compgen", "complete", "compopt", "continue", "coproc", "declare", "dirs",
        "disable", "disown", "do", "done", "echo", "echotc", "elif", "else", "emulate", "enable", "end", "esac", "eval", "exec", "exit", "export", "false", "fc", "fg", "fi", "float", "for", "foreach", "function", "functions",
        "getopts", "getln", "global", "hash", "help", "hist", "history", "if", "in", "integer", "jobs", "kill", "let", "limit", "local", "log", "logout", "mapfile", "namespace", "newgrp", "nocorrect", "noglob",
        "popd", "print", "printf", "private", "pushd", "pushln", "pwd", "r", "read", "readarray", "readonly", "rehash", "repeat", "return", "sched", "select", "set", "setopt", "shift", "shopt", "sleep",
        "source", "stop", "suspend", "test", "then", "time", "times", "trap", "true", "ttyctl", "type", "typeset", "ulimit", "umask", "unalias", "unfunction", "unhash", "unlimit", "unset", "unsetopt", "until", "vared", "wait",
        "whence", "where", "which", "while", "zle", "zmodload", "zstyle");

    /// <summary>The program and its arguments; null where the line is the shell's.</summary>
    /// <param name="line">A line, UTF-8.</param>
    public static string[]? Split(ReadOnlySpan<byte> line)
    {
        // A word at the start may be an option of the shell.
        if (line.ContainsAnyExcept(Plain) || line.TrimStart(Blank) is [] or [(byte)'-' or (byte)'+', ..])
        {
            return null;
        }

        string[] words = Encoding.ASCII.GetString(line).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words[0].Contains('=', StringComparison.Ordinal) || ShellWords.Contains(words[0]) ? null : words;
    }
}
