using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using System.Xml.Linq;
using Flowgen.Application.Webhooks;
using Flowgen.Infrastructure.Database;
using Flowgen.Infrastructure.Persistence;
using Marten;
using Marten.Services;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Npgsql;

namespace Flowgen.Infrastructure.Secrets;

/// <summary>An element of Data Protection: a key that encrypts secrets, or a revocation of keys.</summary>
/// <param name="Id">The id of the row; for a key, derived from the hour of its activation.</param>
/// <param name="Xml">The XML of Data Protection. A certificate encrypts the key in it, if there is one (docs/operations.md).</param>
public sealed record ProtectionKey(string Id, string Xml);

/// <summary>
/// Stores the keys of Data Protection in the database, so that every node can decrypt secrets of the others. Keys are never deleted. After
/// the first encrypted key all later keys are encrypted, and a node without the certificate can't store one.
/// </summary>
internal sealed class ProtectionKeys(
    IDocumentStore store,
    NpgsqlDataSource postgres,
    IReadOnlyList<X509Certificate2> certificates
) : IXmlRepository
{
    private const string Table = $"{MartenSetup.Schema}.mt_doc_protectionkey";
    private const string Select = $"select data ->> 'xml' from {Table} order by id";

    private static readonly XNamespace DataProtection = "http://schemas.asp.net/2015/03/dataProtection";
    private static readonly XNamespace Signature = "http://www.w3.org/2000/09/xmldsig#";

    // Synchronous: Data Protection makes all threads that need a key wait for this call, so it must not need another thread.
    public IReadOnlyCollection<XElement> GetAllElements()
    {
        try
        {
            using var command = Sql.Command(postgres, Select, []);
            using var rows = command.ExecuteReader();
            var keys = new List<XElement>();
            while (rows.Read())
            {
                keys.Add(KeyOf(rows));
            }

            return keys;
        }
        catch (PostgresException e) when (IsMissing(e))
        {
            return [];
        }
    }

    public void StoreElement(XElement element, string friendlyName) => Wait(StoreAsync(element, friendlyName));

    /// <summary>Checks that this process can read all stored keys.</summary>
    /// <exception cref="SecretKeyException">A key is encrypted by a certificate that this process does not have.</exception>
    public async Task CheckAsync(CancellationToken cancellationToken) => Check(await ReadAsync(cancellationToken));

    /// <summary>Whether a key is stored.</summary>
    public async Task<bool> HasAsync(Guid key, CancellationToken cancellationToken) =>
        (await ReadAsync(cancellationToken)).Any(one => (Guid?)one.Attribute("id") == key);

    private void Check(IEnumerable<XElement> keys)
    {
        if (keys.FirstOrDefault(key => IsEncrypted(key) && !IsReadable(key)) is { } lost)
        {
            throw new SecretKeyException(
                $"Secrets__Certificates lacks the certificate that the key {lost.Attribute("id")?.Value} is encrypted by."
            );
        }
    }

    private async Task<IReadOnlyCollection<XElement>> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await Sql.ReadAsync(postgres, Select, [], KeyOf, cancellationToken);
        }
        catch (PostgresException e) when (IsMissing(e))
        {
            return [];
        }
    }

    private static XElement KeyOf(NpgsqlDataReader row) => XElement.Parse(row.GetString(0));

    // The sandbox creates the table at its first start.
    private static bool IsMissing(PostgresException exception) =>
        exception.SqlState is PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidSchemaName;

    private async Task<bool> StoreAsync(XElement element, string friendlyName)
    {
        var id = IdOf(element) ?? friendlyName;
        await using var connection = await postgres.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        // Serialises two nodes, so that the second one sees the key of the first.
        await Sql.ExecuteAsync(
            connection,
            $"lock table {Table} in share row exclusive mode",
            [],
            CancellationToken.None
        );
        var options = SessionOptions.ForTransaction(transaction);
        options.Timeout = Sql.MaxSeconds;
        await using var session = store.LightweightSession(options);
        var stored = await session.Query<ProtectionKey>().ToListAsync();
        var keys = stored.Select(key => XElement.Parse(key.Xml)).ToList();
        Check(keys);
        if (keys.Any(IsEncrypted) && element.Name == "key" && !IsEncrypted(element))
        {
            throw new SecretKeyException("A key must be encrypted where others are: set Secrets__Certificates__0.");
        }

        if (stored.Any(key => key.Id == id))
        {
            return false; // another node was faster; Data Protection reads and uses its key
        }

        session.Insert(new ProtectionKey(id, element.ToString(SaveOptions.DisableFormatting)));
        await session.SaveChangesAsync();
        await transaction.CommitAsync();
        return true;
    }

    private static bool IsEncrypted(XElement key) => key.Descendants(DataProtection + "encryptedSecret").Any();

    // An encrypted key contains the certificate.
    private bool IsReadable(XElement key) =>
        key.Descendants(Signature + "X509Certificate")
            .Select(one => Convert.FromBase64String(one.Value))
            .Any(by => certificates.Any(own => own.RawDataMemory.Span.SequenceEqual(by)));

    // The hour of the activation: if several nodes create a key at once, only the first one is stored.
    private static string? IdOf(XElement element) =>
        DateTimeOffset.TryParse(
            element.Element("activationDate")?.Value,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AdjustToUniversal,
            out var activation
        )
            ? $"key-{activation:yyyy-MM-dd'T'HH}"
            : null;

    // Blocks: the interface of Data Protection is synchronous. It creates a key once in 90 days.
    private static T Wait<T>(Task<T> task) => task.GetAwaiter().GetResult();
}
