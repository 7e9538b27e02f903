# Completion of hostipc and hostipcd for fish.

function __hostipc_commands
    hostipc list 2>/dev/null | string match -r '^[A-Za-z0-9._-]+'
end

set -l verbs run send list ping notify
complete -c hostipc -f
complete -c hostipc -n "not __fish_seen_subcommand_from $verbs" -a run -d 'run a command on the host'
complete -c hostipc -n "not __fish_seen_subcommand_from $verbs" -a send -d 'put a line into the FIFO'
complete -c hostipc -n "not __fish_seen_subcommand_from $verbs" -a list -d 'the commands that you may run'
complete -c hostipc -n "not __fish_seen_subcommand_from $verbs" -a ping -d 'whether the server answers'
complete -c hostipc -n "not __fish_seen_subcommand_from $verbs" -a notify -d 'tell the host that Docker has started'
complete -c hostipc -l endpoint -x -a 'unix:/ipc/hostipc.sock tcp:' -d 'where the server is'
complete -c hostipc -l help -d 'print the usage'
complete -c hostipc -n "not __fish_seen_subcommand_from $verbs" -l version -d 'print the version'
complete -c hostipc -n "__fish_seen_subcommand_from list ping" -l json -d 'one object of JSON'
complete -c hostipc -n "__fish_seen_subcommand_from run" -l cwd -x -d 'directory on the host'
complete -c hostipc -n "__fish_seen_subcommand_from run" -l env -x -d 'variable for the command'
complete -c hostipc -n "__fish_seen_subcommand_from run" -l timeout -x -d 'end the command after this time'
complete -c hostipc -n "__fish_seen_subcommand_from run" -s n -d 'read nothing from standard input'
complete -c hostipc -n "__fish_seen_subcommand_from run" -s c -x -d 'line for the shell of the host'
complete -c hostipc -n "__fish_seen_subcommand_from run" -a '(__hostipc_commands)'

complete -c hostipcd -f -n "not __fish_seen_subcommand_from check health ps kill schema" -a 'check health ps kill schema'
complete -c hostipcd -l version -d 'print the version'
