#compdef hostipc hostipcd
# Completion of hostipc and hostipcd for zsh.

_hostipc_commands() {
  local -a names
  names=(${(f)"$(hostipc list 2> /dev/null | sed -n 's/^\([A-Za-z0-9._-]*\).*/\1/p')"})
  compadd -a names
}

if [[ $service == hostipcd ]]; then
  _arguments '1:verb:(check health ps kill schema)' '--version[print the version]' '--help[print the usage]'
  return
fi

_arguments -C \
  '--endpoint[where the server is]:endpoint:(unix\:/ipc/hostipc.sock tcp\:)' \
  '--version[print the version]' \
  '--help[print the usage]' \
  '1:verb:((run\:"run a command on the host" send\:"put a line into the FIFO" list\:"the commands that you may run" ping\:"whether the server answers" notify\:"tell the host that Docker has started"))' \
  '*::argument:->arguments'

if [[ $state == arguments ]]; then
  case $words[1] in
    run)
      _arguments '--endpoint[where the server is]:endpoint:' '--cwd[directory on the host]:directory:' \
        '*--env[variable for the command]:variable:' '--timeout[end the command after this time]:time:' \
        '-n[read nothing from standard input]' '-c[line for the shell of the host]:line:' '--help[print the usage]' \
        '1:command:_hostipc_commands' ;;
    list | ping) _arguments '--json[one object of JSON]' '--endpoint[where the server is]:endpoint:' '--help[print the usage]' ;;
  esac
fi
