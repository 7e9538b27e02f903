# Completion of hostipc and hostipcd for bash.

_hostipc() {
  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]} verb= i
  for ((i = 1; i < COMP_CWORD; i++)); do
    case ${COMP_WORDS[i]} in
      --endpoint) ((i++)) ;;
      -*) ;;
      *) verb=${COMP_WORDS[i]}; break ;;
    esac
  done
  COMPREPLY=()
  case $previous in
    --endpoint) COMPREPLY=($(compgen -W "unix:/ipc/hostipc.sock tcp:" -- "$current")); return ;;
    --cwd | --timeout | -c) return ;;
    --env) COMPREPLY=($(compgen -v -- "$current")); return ;;
  esac
  case $verb in
    "") COMPREPLY=($(compgen -W "run send list ping notify --endpoint --help --version" -- "$current")) ;;
    list | ping) COMPREPLY=($(compgen -W "--json --endpoint --help" -- "$current")) ;;
    run)
      if [[ $current == -* ]]; then
        COMPREPLY=($(compgen -W "--endpoint --cwd --env --timeout -n -c --help --" -- "$current"))
      else
        # The names of the server's commands, where a server answers.
        COMPREPLY=($(compgen -W "$(hostipc list 2> /dev/null | sed -n 's/^\([A-Za-z0-9._-]*\).*/\1/p')" -- "$current"))
      fi
      ;;
  esac
}

_hostipcd() {
  COMPREPLY=()
  [ "$COMP_CWORD" -ne 1 ] || COMPREPLY=($(compgen -W "check health ps kill schema --version --help" -- "${COMP_WORDS[1]}"))
}

complete -F _hostipc hostipc
complete -F _hostipcd hostipcd
