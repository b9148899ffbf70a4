using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Flowgen.Harness;

/// <summary>A temporary folder for certificates.</summary>
public sealed class TemporaryFolder : IDisposable
{
    private readonly string path = Directory.CreateTempSubdirectory("flowgen-").FullName;

    /// <summary>Creates a certificate, and returns the file with the certificate and its private key.</summary>
    public string Certificate(string name)
    {
        using var key = RSA.Create(2048);
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = new CertificateRequest(
            $"CN={name}",
            key,
            HashAlgorithmName.SHA256,
            RSASignaturePadding.Pkcs1
        ).CreateSelfSigned(now.AddDays(-2), now.AddDays(-1)); // an expired certificate is accepted
        var file = Path.Combine(path, $"{name}.pem");
        File.WriteAllText(file, certificate.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem());
        return file;
    }

    /// <summary>Deletes the folder with its content.</summary>
    public void Dispose() => Directory.Delete(path, recursive: true);
}
