using System.Buffers.Text;
using System.Text;
using HostIpc.Text;

namespace HostIpc.Logging;

internal sealed partial record LogHistory
{
    private sealed class Reader
    {
        // The beginning of each line is enough.
        private readonly LineSplitter _lines = new(LongestHead);
        private readonly SortedSet<long> _open = [];
        private long _last;

        public LogHistory Found => new(_last, [.. _open]);

        public void Add(ReadOnlySpan<byte> bytes)
        {
            while (_lines.TryTake(ref bytes, out ReadOnlySpan<byte> line))
            {
                if (!_lines.IsContinuation)
                {
                    Take(line);
                }
            }
        }

        private void Take(ReadOnlySpan<byte> line)
        {
            ReadOnlySpan<byte> json = "{\"time\":\""u8;
            ReadOnlySpan<byte> id = "\",\"id\":"u8;
            if (line.StartsWith(json))
            {
                line = line[json.Length..];
                if (line.Length > TimeLength && line[TimeLength..].StartsWith(id))
                {
                    TakeJson(line[(TimeLength + id.Length)..]);
                }
            }
            else if (line.Length > TimeLength && line[TimeLength] == ' ' && line[TimeLength - 1] == 'Z')
            {
                TakeText(line[(TimeLength + 1)..]);
            }
        }

        // 7 $ [fifo] ls -l
        private void TakeText(ReadOnlySpan<byte> line)
        {
            if (!TryTakeId(ref line, out long id) || line.Length < 3 || line[0] != ' ' || line[2] != ' ')
            {
                return;
            }

            ReadOnlySpan<byte> mark = line.Slice(1, 1);
            line = line[3..];
            if (mark.SequenceEqual(TextLogFormatter.MarkOf(LogRecordKind.Received)))
            {
                Begin(id);
            }
            else if (mark.SequenceEqual(TextLogFormatter.MarkOf(LogRecordKind.Ended)) || (mark.SequenceEqual(TextLogFormatter.MarkOf(LogRecordKind.Refused)) && IsRefusal(line)))
            {
                _open.Remove(id);
            }
            else if (id == 0 && line.StartsWith("started: "u8))
            {
                _open.Clear();
            }
        }

        // 7,"event":"request",…
        private void TakeJson(ReadOnlySpan<byte> line)
        {
            ReadOnlySpan<byte> name = ",\"event\":\""u8;
            if (!TryTakeId(ref line, out long id) || !line.StartsWith(name))
            {
                return;
            }

            line = line[name.Length..];
            if (TryTakeEvent(ref line, LogRecordKind.Received))
            {
                Begin(id);
            }
            else if (TryTakeEvent(ref line, LogRecordKind.Ended) || TryTakeEvent(ref line, LogRecordKind.Refused))
            {
                _open.Remove(id);
            }
            else if (id == 0 && TryTakeEvent(ref line, LogRecordKind.Server) && line.StartsWith("\",\"text\":\"started: "u8))
            {
                _open.Clear();
            }
        }

        private static bool TryTakeEvent(ref ReadOnlySpan<byte> line, LogRecordKind kind)
        {
            ReadOnlySpan<byte> name = JsonLogFormatter.EventOf(kind);
            bool isOf = line.StartsWith(name) && line[name.Length..] is [(byte)'"', ..];
            line = isOf ? line[name.Length..] : line;
            return isOf;
        }

        private void Begin(long id)
        {
            if (id > 0)
            {
                _open.Add(id);
            }
        }

        private bool TryTakeId(ref ReadOnlySpan<byte> line, out long id)
        {
            if (!Utf8Parser.TryParse(line, out id, out int length) || id is < 0 or > HighestId)
            {
                return false;
            }

            line = line[length..];
            _last = Math.Max(_last, id);
            return true;
        }

        // With the peer before it or without. What is no reason is a notice of a request that goes on.
        private static bool IsRefusal(ReadOnlySpan<byte> text)
        {
            int peer = text.StartsWith("["u8) ? text.IndexOf("] "u8) : -1;
            text = peer < 0 ? text : text[(peer + 2)..];
            int end = text.IndexOf(": "u8);
            return end > 0 && Reasons.Contains(Encoding.UTF8.GetString(text[..end]));
        }
    }
}
