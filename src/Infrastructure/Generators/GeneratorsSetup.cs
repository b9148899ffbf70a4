using Flowgen.Application.Common;
using Flowgen.Application.FlowGenerations;
using Flowgen.Application.FlowGenerations.Messages;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Flowgen.Infrastructure.Generators;

/// <summary>Registers the generators: the composer, and a language model if one is configured.</summary>
internal static class GeneratorsSetup
{
    public static void AddGenerators(this WebApplicationBuilder builder)
    {
        var settings = builder.Configuration.Read<LanguageModelSettings>("LanguageModel");
        var address = settings.Address(builder.Configuration.Read<GenerationLimits>("Generation").Timeout);
        builder.Services.AddSingleton<ComposerFlowGenerator>();
        if (address is null)
        {
            builder.Services.AddSingleton<IFlowGenerator>(provider =>
                provider.GetRequiredService<ComposerFlowGenerator>()
            );
            return;
        }

        builder.Services.AddSingleton(settings);
        builder.Services.AddSingleton(provider => new LanguageModel(
            address,
            settings,
            provider.GetRequiredService<TimeProvider>()
        ));
        builder.Services.AddSingleton<ModelSpending>();
        builder.Services.AddSingleton<IFlowGenerator, LanguageModelFlowGenerator>();
    }
}
