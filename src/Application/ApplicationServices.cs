using Flowgen.Application.Common;
using Flowgen.Application.FlowGenerations;
using Flowgen.Application.FlowTypes;
using Flowgen.Application.Organisations;
using Flowgen.Application.Webhooks;
using FluentValidation;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Flowgen.Application;

/// <summary>Registers the use cases.</summary>
public static class ApplicationServices
{
    /// <summary>Adds all handlers, validators and flow types of this assembly. It finds them by type, so a new one needs no registration.</summary>
    public static IServiceCollection AddApplication(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddScoped<CurrentOrganisation>();
        services.AddSingleton<Turns>();
        services.AddSingleton<SafeRetries>();
        services.AddSingleton<FlowGenerationStreams>();
        services.AddSingleton<OrganisationRegistry>();
        services.AddSingleton<OrganisationStreams>();
        services.AddSingleton<WebhookBodies>();
        services.AddSingleton<WebhookStreams>();
        services.AddSingleton<WebhookRules>();

        services.AddScoped<ServiceFactory>(provider => provider.GetRequiredService);
        services.AddScoped<IMediator, Mediator>();
        services.AddScoped(typeof(IPipelineBehavior<,>), typeof(ValidationBehavior<,>));

        foreach (
            var type in typeof(ApplicationServices).Assembly.GetTypes().Where(type => type is { IsAbstract: false })
        )
        {
            foreach (var contract in type.GetInterfaces().Where(contract => contract.IsGenericType))
            {
                if (contract.GetGenericTypeDefinition() == typeof(IRequestHandler<,>))
                {
                    services.AddScoped(contract, type);
                }
                else if (contract.GetGenericTypeDefinition() == typeof(IValidator<>))
                {
                    services.AddSingleton(contract, type);
                }
            }

            if (type.IsSubclassOf(typeof(FlowType)))
            {
                services.AddSingleton(typeof(FlowType), type);
            }
        }

        return services.AddSingleton<FlowTypeCatalogue>();
    }
}
