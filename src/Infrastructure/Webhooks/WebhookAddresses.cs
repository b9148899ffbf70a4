using System.Net;
using System.Net.Sockets;
using Flowgen.Application.Webhooks;

namespace Flowgen.Infrastructure.Webhooks;

/// <summary>Finds the addresses of a name.</summary>
public delegate Task<IPAddress[]> NameResolver(string name, CancellationToken cancellationToken);

/// <summary>A receiver is where no webhook may lead.</summary>
internal sealed class RefusedAddressException(string message) : IOException(message);

/// <summary>
/// Keeps webhooks out of every network that is not public: when a URL is saved, and again whenever it is connected to, for the
/// very address that is used then. So a name that changes its addresses in between gains nothing.
/// </summary>
internal sealed class WebhookAddresses(DeliverySettings settings, NameResolver resolve) : IWebhookAddresses
{
    // Reserved by the IANA's registries of special-purpose addresses, multicast, and 168.63.129.16, Azure's own.
    private static readonly IPNetwork[] NotPublic =
    [
        .. new[]
        {
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "168.63.129.16/32",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.31.196.0/24",
            "192.52.193.0/24",
            "192.88.99.0/24",
            "192.168.0.0/16",
            "192.175.48.0/24",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/4",
            "240.0.0.0/4",
            // Of the public ones of IPv6: protocols (Teredo too), documentation, and 6to4, which may hold any address of IPv4.
            "2001::/23",
            "2001:db8::/32",
            "2002::/16",
            "2620:4f:8000::/48",
            "3fff::/20",
        }.Select(IPNetwork.Parse),
    ];

    // All that is given out for use in public; so neither NAT64 nor local addresses of any kind.
    private static readonly IPNetwork PublicIPv6 = IPNetwork.Parse("2000::/3");

    private readonly IReadOnlyList<IPNetwork> allowed = settings.Networks();
    private readonly IReadOnlySet<int>? ports = settings.AllowedPorts();

    public async Task<string?> RefusalOfAsync(string url, CancellationToken cancellationToken)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.IdnHost is "")
        {
            return "The URL is not absolute. Use an absolute URL.";
        }

        if (uri.Scheme != Uri.UriSchemeHttps && !(settings.AllowHttp && uri.Scheme == Uri.UriSchemeHttp))
        {
            return $"The scheme of the URL is not allowed. Use {(settings.AllowHttp ? "https or http" : "https")}.";
        }

        if (uri.UserInfo is not "")
        {
            return "The URL has a user name. Leave user name and password out: deliveries are signed.";
        }

        if (ports?.Contains(uri.Port) is false)
        {
            return $"The port is not allowed. Use one of: {settings.Ports}.";
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(settings.ConnectTimeout);
        try
        {
            await AddressesOfAsync(uri.IdnHost, limit.Token);
            return null;
        }
        catch (RefusedAddressException e)
        {
            return e.Message;
        }
        catch (Exception e)
            when (e is SocketException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return null; // it may have an address one day; that one is looked at then
        }
    }

    /// <summary>Connects to one of the addresses that a name has right now, if all of them are public.</summary>
    /// <exception cref="RefusedAddressException">One of them is not.</exception>
    public async ValueTask<Stream> ConnectAsync(
        SocketsHttpConnectionContext context,
        CancellationToken cancellationToken
    )
    {
        if (ports?.Contains(context.DnsEndPoint.Port) is false)
        {
            throw new RefusedAddressException("The port is not allowed.");
        }

        var addresses = await AddressesOfAsync(context.DnsEndPoint.Host, cancellationToken);
        for (var i = 0; ; i++)
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(new IPEndPoint(addresses[i], context.DnsEndPoint.Port), cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch (SocketException) when (i < addresses.Length - 1)
            {
                socket.Dispose(); // the next may answer
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }
    }

    private async Task<IPAddress[]> AddressesOfAsync(string host, CancellationToken cancellationToken)
    {
        var addresses = IPAddress.TryParse(host.Trim('[', ']'), out var literal)
            ? [literal]
            : await resolve(host, cancellationToken);
        if (addresses is [])
        {
            throw new SocketException((int)SocketError.HostNotFound);
        }

        return addresses.All(IsAllowed)
            ? addresses
            : throw new RefusedAddressException(
                "The host has a private address. Use a host with public addresses only."
            );
    }

    private bool IsAllowed(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return allowed.Any(network => network.Contains(plain))
            || (
                (plain.AddressFamily is AddressFamily.InterNetwork || PublicIPv6.Contains(plain))
                && !NotPublic.Any(network => network.Contains(plain))
            );
    }
}
