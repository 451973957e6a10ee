using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;

namespace Colophon.Tests.Support;

/// <summary>
/// An authenticator with one ES256 passkey that answers as a browser would (WebAuthn level 3), or as one that lies: every part of an answer
/// can be bent.
/// </summary>
internal sealed class PracticeAuthenticator(string origin) : IDisposable
{
    private readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private string handle = "";

    public byte[] CredentialId { get; init; } = RandomNumberGenerator.GetBytes(32);
    public uint Counter { get; set; } = 1;
    public string Origin { get; set; } = origin;
    public string Domain { get; set; } = new Uri(origin).Host;

    /// <summary>User present, user verified.</summary>
    public byte Flags { get; set; } = 0x05;

    /// <summary>Whose it says it is; null for the truth.</summary>
    public Guid? Claims { get; set; }

    public string Create(string options)
    {
        var asked = JsonNode.Parse(options)!;
        handle = asked["user"]!["id"]!.GetValue<string>();
        var client = Client("webauthn.create", asked);
        byte[] data = [.. Data((byte)(Flags | 0x40)), .. new byte[16], .. Length(CredentialId), .. CredentialId, .. PublicKey()];
        byte[] attestation = [0xA3, .. Text("fmt"), .. Text("none"), .. Text("attStmt"), 0xA0, .. Text("authData"), 0x58, (byte)data.Length, .. data];
        return Answer(new JsonObject
        {
            ["clientDataJSON"] = WebEncoders.Base64UrlEncode(client),
            ["attestationObject"] = WebEncoders.Base64UrlEncode(attestation),
            ["transports"] = new JsonArray("internal"),
        });
    }

    public string Get(string options)
    {
        var client = Client("webauthn.get", JsonNode.Parse(options)!);
        var data = Data(Flags);
        byte[] signed = [.. data, .. SHA256.HashData(client)];
        return Answer(new JsonObject
        {
            ["clientDataJSON"] = WebEncoders.Base64UrlEncode(client),
            ["authenticatorData"] = WebEncoders.Base64UrlEncode(data),
            ["signature"] = WebEncoders.Base64UrlEncode(key.SignData(signed, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence)),
            ["userHandle"] = Claims is { } other ? WebEncoders.Base64UrlEncode(Encoding.UTF8.GetBytes(other.ToString("D"))) : handle,
        });
    }

    public void Dispose() => key.Dispose();

    private string Answer(JsonObject response)
    {
        var id = WebEncoders.Base64UrlEncode(CredentialId);
        return new JsonObject
        {
            ["id"] = id,
            ["rawId"] = id,
            ["type"] = "public-key",
            ["authenticatorAttachment"] = "platform",
            ["clientExtensionResults"] = new JsonObject(),
            ["response"] = response,
        }.ToJsonString();
    }

    private byte[] Client(string type, JsonNode asked) => Encoding.UTF8.GetBytes(new JsonObject
    {
        ["type"] = type,
        ["challenge"] = asked["challenge"]!.GetValue<string>(),
        ["origin"] = Origin,
        ["crossOrigin"] = false,
    }.ToJsonString());

    private byte[] Data(byte flags)
    {
        var counter = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(counter, Counter);
        return [.. SHA256.HashData(Encoding.UTF8.GetBytes(Domain)), flags, .. counter];
    }

    /// <summary>COSE: kty EC2, alg ES256, crv P-256, x, y.</summary>
    private byte[] PublicKey()
    {
        var point = key.ExportParameters(includePrivateParameters: false).Q;
        return [0xA5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 32, .. point.X!, 0x22, 0x58, 32, .. point.Y!];
    }

    private static byte[] Length(byte[] bytes) => [(byte)(bytes.Length >> 8), (byte)bytes.Length];

    private static byte[] Text(string text) => [(byte)(0x60 | text.Length), .. Encoding.ASCII.GetBytes(text)];
}
