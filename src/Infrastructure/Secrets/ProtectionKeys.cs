using System.Globalization;
using System.Xml.Linq;
using Marten;
using Microsoft.AspNetCore.DataProtection.Repositories;

namespace Flowgen.Infrastructure.Secrets;

/// <summary>A key that encrypts secrets, as Data Protection writes it; or that some were revoked.</summary>
/// <param name="Id">See <see cref="ProtectionKeys"/>.</param>
/// <param name="Xml">Encrypted itself, where there is a certificate for that (docs/operations.md).</param>
public sealed record ProtectionKey(string Id, string Xml);

/// <summary>
/// Keeps Data Protection's keys in the database, so that every node reads what another has encrypted. They are never deleted.
/// </summary>
internal sealed class ProtectionKeys(IDocumentStore store) : IXmlRepository
{
    public IReadOnlyCollection<XElement> GetAllElements() => Wait(ReadAsync());

    public void StoreElement(XElement element, string friendlyName) => Wait(StoreAsync(element, friendlyName));

    private async Task<IReadOnlyCollection<XElement>> ReadAsync()
    {
        await using var session = store.QuerySession();
        var keys = await session.Query<ProtectionKey>().ToListAsync();
        return [.. keys.Select(key => XElement.Parse(key.Xml))];
    }

    private async Task<bool> StoreAsync(XElement element, string friendlyName)
    {
        await using var session = store.LightweightSession();
        session.Insert(
            new ProtectionKey(IdOf(element) ?? friendlyName, element.ToString(SaveOptions.DisableFormatting))
        );
        try
        {
            await session.SaveChangesAsync();
            return true;
        }
        catch (JasperFx.DocumentAlreadyExistsException)
        {
            return false; // another node was faster: what is read next is its key, and that is used
        }
    }

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

    // Data Protection reads its keys once a day, and takes no answer that is yet to come.
    private static T Wait<T>(Task<T> task) => task.GetAwaiter().GetResult();
}
