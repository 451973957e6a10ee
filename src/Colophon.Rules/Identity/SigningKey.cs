using System.Collections.Concurrent;
using System.Numerics;
using System.Security.Cryptography;

namespace Colophon.Rules.Identity;

/// <summary>
/// One public key of an issuer, for one algorithm. Imported once: importing costs ten times a verification. Handles are lent from a pool,
/// because the platform promises nothing about two threads on one.
/// </summary>
public sealed class SigningKey
{
    private readonly Func<AsymmetricAlgorithm> import;
    private readonly ConcurrentBag<AsymmetricAlgorithm> pool = [];
    private readonly int signatureLength;

    private SigningKey(string algorithm, int signatureLength, Func<AsymmetricAlgorithm> import)
    {
        (Algorithm, this.signatureLength, this.import) = (algorithm, signatureLength, import);
        pool.Add(import());
    }

    /// <summary>The JWS algorithm (RFC 7518, 3.1) that this key verifies, and no other.</summary>
    public string Algorithm { get; }

    public bool Allows(string algorithm) => string.Equals(Algorithm, algorithm, StringComparison.Ordinal);

    /// <summary>Whether this key made the signature over the bytes. Lengths are exact: no leading zeros, no DER (threats.md A30).</summary>
    public bool Verify(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> signature)
    {
        if (signature.Length != signatureLength) return false;

        var key = pool.TryTake(out var idle) ? idle : import();
        try
        {
            return key switch
            {
                RSA rsa => rsa.VerifyData(bytes, signature, HashAlgorithmName.SHA256, Algorithm == "PS256"
                    ? RSASignaturePadding.Pss
                    : RSASignaturePadding.Pkcs1),
                ECDsa ec => ec.VerifyData(bytes, signature, Algorithm == "ES384"
                    ? HashAlgorithmName.SHA384
                    : HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation),
                _ => false,
            };
        }
        catch (CryptographicException)
        {
            return false;
        }
        finally
        {
            pool.Add(key);
        }
    }

    /// <exception cref="CryptographicException">The numbers are no key, or a weak one; the message says which.</exception>
    internal static SigningKey Rsa(string algorithm, byte[] modulus, byte[] exponent)
    {
        var n = new BigInteger(modulus, isUnsigned: true, isBigEndian: true);
        var e = new BigInteger(exponent, isUnsigned: true, isBigEndian: true);
        var bits = (int)n.GetBitLength();
        if (bits is < 2048 or > 8192) throw new CryptographicException($"its modulus has {bits} bits, expected 2048 to 8192");
        if (n.IsEven || e.IsEven || e < 65537 || e > uint.MaxValue)
            throw new CryptographicException("its exponent or modulus is not one that is used for signatures");
        if (Roca.Marks(n)) throw new CryptographicException("its modulus was made by the broken generator of CVE-2017-15361");

        var parameters = new RSAParameters { Modulus = n.ToByteArray(true, true), Exponent = e.ToByteArray(true, true) };
        return new SigningKey(algorithm, (bits + 7) / 8, () => RSA.Create(parameters));
    }

    /// <exception cref="CryptographicException">The point is not on the curve.</exception>
    internal static SigningKey Ec(string algorithm, byte[] x, byte[] y)
    {
        var (curve, size) = algorithm == "ES384" ? (ECCurve.NamedCurves.nistP384, 48) : (ECCurve.NamedCurves.nistP256, 32);
        if (x.Length != size || y.Length != size)
            throw new CryptographicException($"its coordinates have {x.Length} and {y.Length} bytes, expected {size}");

        var parameters = new ECParameters { Curve = curve, Q = new ECPoint { X = x, Y = y } };
        return new SigningKey(algorithm, 2 * size, () => ECDsa.Create(parameters));
    }
}

/// <summary>
/// The fingerprint of moduli from the broken Infineon generator: each is a power of 65537 modulo every small prime (CVE-2017-15361).
/// </summary>
internal static class Roca
{
    private static readonly int[] Primes =
    [
        11, 13, 17, 19, 37, 53, 61, 71, 73, 79, 97, 103, 107, 109, 127, 151, 157,
    ];

    public static bool Marks(BigInteger modulus) => Array.TrueForAll(Primes, prime => IsPower((int)(modulus % prime), prime));

    private static bool IsPower(int remainder, int prime)
    {
        var power = 1;
        do
        {
            if (power == remainder) return true;
            power = power * (65537 % prime) % prime;
        }
        while (power != 1);
        return false;
    }
}
