using System.Text;
using System.Text.Encodings.Web;

namespace HostIpc.Protocol.Tests;

/// <summary>The encoder of payloads: it escapes what the framework's own does, which is the reference here.</summary>
public sealed class JsonPayloadEncoderTests
{
    private const int SurrogatesStart = 0xD800;
    private const int SurrogatesEnd = 0xDFFF;
    private const int LastScalar = 0x10FFFF;
    private const int SampleStep = 251;

    private static readonly JavaScriptEncoder Reference = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;

    [Fact]
    public void Encode_WhenTheTextIsOneCharacter_ThenItIsEscapedAsTheFrameworkDoes()
    {
        // Of those beyond 16 bits, which all are treated alike, some.
        for (int scalar = 0; scalar <= LastScalar; scalar += scalar > char.MaxValue ? SampleStep : 1)
        {
            if (scalar is < SurrogatesStart or > SurrogatesEnd)
            {
                string text = new Rune(scalar).ToString();
                JsonPayload.Encoder.Instance.WillEncode(scalar).ShouldBe(Reference.WillEncode(scalar), $"U+{scalar:X4}");
                JsonPayload.Encoder.Instance.Encode(text).ShouldBe(Reference.Encode(text), $"U+{scalar:X4}");
            }
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("plain text with <html> & 'quotes' + more")]
    [InlineData("a \"quoted\" \\ path")]
    [InlineData("\u001b[31mred\u001b[0m\r\n\t\b\f\v")]
    [InlineData("déjà vu 漢字 😀 \u2028\u2029\u00a0\ufeff\u0085")]
    [InlineData("half \ud83d of a pair, \ude00 and the other half, and at the end \ud83d")]
    public void Encode_WhenTheTextIsMixed_ThenItIsEscapedAsTheFrameworkDoes(string text)
    {
        JsonPayload.Encoder.Instance.Encode(text).ShouldBe(Reference.Encode(text));

        byte[] bytes = Encoding.UTF8.GetBytes(text);
        EncodeUtf8(JsonPayload.Encoder.Instance, bytes).ShouldBe(EncodeUtf8(Reference, bytes));
        JsonPayload.Encoder.Instance.FindFirstCharacterToEncodeUtf8(bytes).ShouldBe(Reference.FindFirstCharacterToEncodeUtf8(bytes));
    }

    [Fact]
    public void Encode_WhenTheTextIsNoUtf8_ThenItIsEscapedAsTheFrameworkDoes()
    {
        byte[] bytes = [.. "a"u8, 0xff, .. "b"u8, 0xc3];

        EncodeUtf8(JsonPayload.Encoder.Instance, bytes).ShouldBe(EncodeUtf8(Reference, bytes));
        JsonPayload.Encoder.Instance.FindFirstCharacterToEncodeUtf8(bytes).ShouldBe(Reference.FindFirstCharacterToEncodeUtf8(bytes));
    }

    private static string EncodeUtf8(JavaScriptEncoder encoder, byte[] text)
    {
        var destination = new byte[text.Length * 6];
        encoder.EncodeUtf8(text, destination, out int consumed, out int written);
        consumed.ShouldBe(text.Length);
        return Encoding.UTF8.GetString(destination, 0, written);
    }
}
