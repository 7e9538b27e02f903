using System.Globalization;
using System.Text.Json;
using HostIpc.Protocol.Framing;

namespace HostIpc.Fuzz.Tests;

/// <summary>A conversation as the document has it: pings, queries, and requests one after the other, each with its input and signals.</summary>
internal sealed class ValidConversation
{
    private readonly Random _random;
    private readonly List<Step> _steps = [];
    private readonly List<ExpectedOutcome> _expected = [];

    public ValidConversation(Random random)
    {
        _random = random;
        _steps.Add(new Step(Preface.Line.ToArray()));
        AddQuestions();
        for (int count = random.Next(4); count > 0; count--)
        {
            AddCommand();
            AddQuestions();
        }
    }

    public IReadOnlyList<Step> Steps => _steps;

    public IReadOnlyList<ExpectedOutcome> Expected => _expected;

    private void AddQuestions()
    {
        for (int count = _random.Next(3); count > 0; count--)
        {
            switch (_random.Next(3))
            {
                case 0:
                    Add(FrameType.Query, _random.Next(2) == 0 ? """{"what":"status"}""" : """ { "what" : "commands" } """);
                    break;
                default:
                    AddPing();
                    break;
            }
        }
    }

    private void AddCommand()
    {
        switch (_random.Next(100))
        {
            case < 25:
                string word = _random.Next(100_000).ToString("x", CultureInfo.InvariantCulture);
                Request(_random.Next(2) == 0 ? $"\"argv\":[\"echo\",\"{word}\",\"\\u00e9\"]" : $"\"shell\":\"echo {word} 'é'\"", new ExpectedOutcome("exit 0", [.. System.Text.Encoding.UTF8.GetBytes($"{word} é\n")]));
                break;
            case < 50:
                AddCat();
                break;
            case < 65:
                AddWait();
                break;
            case < 72:
                Request("""
                    "argv":["fail"],"timeoutMs":5000
                    """, new ExpectedOutcome("rejected failed"));
                break;
            case < 78:
                Request("\"shell\":\"error\"", new ExpectedOutcome("exit 3", []));
                break;
            case < 86:
                Request(_random.Next(2) == 0 ? "\"shell\":\"ls -l | wc\"" : "\"argv\":[\"/bin/ls\"],\"cwd\":\"/tmp\"", new ExpectedOutcome("rejected denied"));
                break;
            case < 94:
                Request(_random.Next(2) == 0 ? "\"argv\":[\"echo\"],\"env\":{\"A\":\"1\",\"B\":\"\"}" : "\"argv\":[\"program\",\"x\"]", new ExpectedOutcome("rejected bad-arguments"));
                break;
            case < 97:
                Request("\"shell\":\"flood\"", new ExpectedOutcome("exit 0"));
                break;
            case < 98:
                Request("\"shell\":\"deaf\",\"timeoutMs\":1", new ExpectedOutcome(null));
                break;
            case < 99:
                Request("\"shell\":\"rude\",\"timeoutMs\":1", new ExpectedOutcome(null));
                break;
            default:
                Request("\"argv\":[\"program\"]", new ExpectedOutcome("exit 0", [.. "real\n"u8]));
                break;
        }

        _steps[^1] = _steps[^1] with { Outcomes = _expected.Count };
    }

    private void AddCat()
    {
        byte[] input = new byte[_random.Next(12) == 0 ? _random.Next(70_000) : _random.Next(300)];
        _random.NextBytes(input);
        Request("\"argv\":[\"cat\"],\"stdin\":true", new ExpectedOutcome("exit 0", input));
        for (int sent = 0; sent < input.Length;)
        {
            int length = Math.Min(input.Length - sent, _random.Next(1, 20_000));
            _steps.Add(new Step(Frames.Of(FrameType.Input, input.AsSpan(sent, length))));
            sent += length;
            if (_random.Next(3) == 0)
            {
                AddPing();
            }
        }

        _steps.Add(new Step(Frames.Of(FrameType.Input, [])));
    }

    private void AddWait()
    {
        bool hasTimeout = _random.Next(3) == 0;
        Request($"\"shell\":\"wait {_random.Next(4)}\"{(hasTimeout ? ",\"timeoutMs\":1" : "")},\"stdin\":false", new ExpectedOutcome(null));
        for (int count = _random.Next(3); count > 0; count--)
        {
            _steps.Add(new Step(Frames.Of(FrameType.Signal, [(byte)_random.Next(1, 65)])));
            AddQuestions();
        }
    }

    private void AddPing()
    {
        byte[] payload = new byte[_random.Next(65)];
        _random.NextBytes(payload);
        _steps.Add(new Step(Frames.Of(FrameType.Ping, payload)));
    }

    private void Request(string members, ExpectedOutcome expected)
    {
        string json = $"{{{members.Trim()}}}";
        JsonDocument.Parse(json).Dispose();
        Add(FrameType.Request, json);
        _expected.Add(expected);
    }

    private void Add(FrameType type, string payload) => _steps.Add(new Step(Frames.Of(type, payload)));
}
