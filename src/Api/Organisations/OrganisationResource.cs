using Flowgen.Api.JsonApi;
using Flowgen.Domain.Organisations;

namespace Flowgen.Api.Organisations;

/// <summary>The attributes of an organisation.</summary>
/// <param name="Name">For people.</param>
/// <param name="CreatedAt">RFC 3339, UTC.</param>
public sealed record OrganisationAttributes(string Name, DateTime CreatedAt) : ResourceAttributes;

/// <summary>The organisation of the request's key, as a resource.</summary>
internal static class OrganisationResource
{
    public const string Type = "organisations";
    public const string Path = "/organisation";

    public static Document<NamedResource<OrganisationAttributes>> Document(Organisation organisation) =>
        new(
            new(Type, organisation.Id, new(organisation.Name, organisation.CreatedAt.UtcDateTime))
            {
                Links = new() { Self = Path },
            },
            new() { Self = Path }
        );
}
