using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace DualMaster.ProcessHost;

/// <summary>
/// The certificate with which a server encrypts its connections. mysqld makes one itself when there is none, but with three RSA keys,
/// which costs more than all the rest of its first start; a key on an elliptic curve costs nothing.
/// </summary>
static class NodeCertificate
{
    // As long as those that mysqld makes; the other end of the data directory's life comes first.
    const int Years = 10;

    // A machine's clock may be put back a little after the first start.
    static readonly TimeSpan Leeway = TimeSpan.FromDays(1);

    static readonly Oid ServerAuthentication = new("1.3.6.1.5.5.7.3.1");
    static readonly Oid ClientAuthentication = new("1.3.6.1.5.5.7.3.2");

    /// <summary>
    /// Makes a certificate and an authority of its own that signed it, whose key is forgotten; mysqld finds them by their names.
    /// https://dev.mysql.com/doc/refman/8.4/en/creating-ssl-rsa-files-using-mysql.html
    /// </summary>
    /// <param name="dataDirectory">Gets <c>ca.pem</c>, <c>server-cert.pem</c> and <c>server-key.pem</c>.</param>
    /// <param name="node">The node's name, which the certificate bears; it is valid for this machine's loopback address too.</param>
    /// <param name="account">Who owns the files.</param>
    public static void Write(string dataDirectory, string node, ServerAccount account)
    {
        using var authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var authority = Authority(node, authorityKey);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = Server(node, key, authority);

        File.WriteAllText(In("ca.pem"), authority.ExportCertificatePem() + "\n");
        File.WriteAllText(In("server-cert.pem"), certificate.ExportCertificatePem() + "\n");
        SecretFile.Write(In("server-key.pem"), key.ExportPkcs8PrivateKeyPem() + "\n");
        foreach (var file in (string[])["ca.pem", "server-cert.pem", "server-key.pem"])
            account.Give(In(file));

        string In(string file) => Path.Combine(dataDirectory, file);
    }

    static X509Certificate2 Authority(string node, ECDsa key)
    {
        var request = new CertificateRequest(Name($"DualMaster {node} authority"), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: true, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        var now = TimeProvider.System.GetUtcNow();
        return request.CreateSelfSigned(now - Leeway, now.AddYears(Years));
    }

    static X509Certificate2 Server(string node, ECDsa key, X509Certificate2 authority)
    {
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(node);
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);

        var request = new CertificateRequest(Name($"DualMaster {node}"), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, hasPathLengthConstraint: false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([ServerAuthentication, ClientAuthentication], critical: false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(authority, includeKeyIdentifier: true, includeIssuerAndSerial: false));
        return request.Create(authority, authority.NotBefore, authority.NotAfter, RandomNumberGenerator.GetBytes(16));
    }

    // A node's name is letters, digits, '-' and '_', so it needs no quoting.
    static X500DistinguishedName Name(string commonName) => new($"CN={commonName}");
}
