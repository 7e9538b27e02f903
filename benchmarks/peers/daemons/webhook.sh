# A web hook. Without the output in the response it would answer before the program has ended.
needs() { echo webhook:webhook; echo curl:curl; }
daemon() {
  arguments=
  [ $# -lt 2 ] || arguments=", \"pass-arguments-to-command\": [{ \"source\": \"string\", \"name\": \"$2\" }]"
  echo "[{ \"id\": \"it\", \"execute-command\": \"$1\", \"include-command-output-in-response\": true$arguments }]" > "$DIR/hooks.json"
  echo "webhook -hooks $DIR/hooks.json -ip 127.0.0.1 -port $PORT"
}
ready() { curl -s -o /dev/null "http://127.0.0.1:$PORT/"; }
warm() { echo "http $PORT /hooks/it"; }
whole() { echo "curl -s -f http://127.0.0.1:$PORT/hooks/it"; }
binaries() { command -v webhook; }
client() { command -v curl; }
