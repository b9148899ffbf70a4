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

/// <summary>A key that encrypts secrets, as Data Protection writes it; or that some were revoked.</summary>
/// <param name="Id">See <see cref="ProtectionKeys"/>.</param>
/// <param name="Xml">Encrypted itself, where there is a certificate for that (docs/operations.md).</param>
public sealed record ProtectionKey(string Id, string Xml);

/// <summary>
/// Keeps Data Protection's keys in the database, so that every node reads what another has encrypted. They are never deleted. Where one is
/// encrypted itself, all that follow are, and a node without the certificate stores none.
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

    // Data Protection has all threads that need a key wait for this call. So it blocks, and needs no other thread to go on.
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

    /// <summary>Reads the stored keys, unless there is no table for them yet.</summary>
    /// <exception cref="SecretKeyException">One is encrypted by a certificate that this process does not have.</exception>
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
        // Two nodes at once: the second sees what the first has stored.
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
            return false; // another node was faster: what is read next is its key, and that is used
        }

        session.Insert(new ProtectionKey(id, element.ToString(SaveOptions.DisableFormatting)));
        await session.SaveChangesAsync();
        await transaction.CommitAsync();
        return true;
    }

    private static bool IsEncrypted(XElement key) => key.Descendants(DataProtection + "encryptedSecret").Any();

    // An encrypted key holds the certificate.
    private bool IsReadable(XElement key) =>
        key.Descendants(Signature + "X509Certificate")
            .Select(one => Convert.FromBase64String(one.Value))
            .Any(by => certificates.Any(own => own.RawDataMemory.Span.SequenceEqual(by)));

    // The hour from which a key is used: when several nodes lack one, the first to make it makes it for all of them.
    private static string? IdOf(XElement element) =>
        DateTimeOffset.TryParse(
            element.Element("activationDate")?.Value,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AdjustToUniversal,
            out var activation
        )
            ? $"key-{activation:yyyy-MM-dd'T'HH}"
            : null;

    // Data Protection makes a key once in 90 days, and has no asynchronous form of it.
    private static T Wait<T>(Task<T> task) => task.GetAwaiter().GetResult();
}
