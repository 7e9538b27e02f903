# Makes hostipc.json(5) of docs/settings.md, which is generated from the declarations of the settings.
#   usage: awk -v date=2026-11-28 -v version=1.0.0 -f settings.awk docs/settings.md

function plain(text) {
  while (match(text, /\[[^][]*\]\([^()]*\)/)) {
    link = substr(text, RSTART, RLENGTH)
    label = link
    sub(/^\[/, "", label)
    sub(/\]\(.*/, "", label)
    text = substr(text, 1, RSTART - 1) label substr(text, RSTART + RLENGTH)
  }
  gsub(/`/, "", text)
  gsub(/\\\|/, "|", text)
  gsub(/<br>/, " ", text)
  gsub(/\\/, "\\e", text)
  gsub(/-/, "\\-", text)
  sub(/^ +/, "", text)
  sub(/ +$/, "", text)
  if (text ~ /^[.']/) {
    text = "\\&" text
  }
  return text
}

BEGIN {
  printf ".TH HOSTIPC.JSON 5 %s \"HostIpc %s\" \"File Formats\"\n", date, version
  print ".SH NAME\nhostipc.json \\- settings and policy of hostipcd"
  print ".SH SYNOPSIS\n.I /etc/hostipc/hostipc.json"
  print ".SH DESCRIPTION"
}

/^# / { next }
/^## / { print ".SH " toupper(plain(substr($0, 4))); next }
/^This page lists/ { print "This page lists every key of the file."; next }
/^For an editor/ { next }
/^\[Fifo\]/ { next }                 # the page's list of sections
/^\| (key|---)/ { next }
/^\| / {
  line = $0
  gsub(/\\\|/, "\001", line)
  count = split(line, cells, "|")
  for (i = 1; i <= count; i++) {
    gsub("\001", "|", cells[i])
  }
  split(cells[2], names, "<br>")
  print ".TP\n.B " plain(names[1])
  print plain(cells[3]) "."
  if (plain(cells[4]) != "") {
    print "Default: " plain(cells[4]) "."
  }
  text = cells[5]
  for (i = 6; i < count; i++) {
    text = text "|" cells[i]
  }
  print plain(text)
  next
}
/^- / { print ".IP \\(bu 2\n" plain(substr($0, 3)); next }
/^$/ { print ".PP"; next }
{ print plain($0) }

END {
  print ".SH SEE ALSO\n.BR hostipcd (8),\n.BR hostipc (1)"
}
