using System.Security.Claims;
using Flowgen.Api.JsonApi;
using Flowgen.Application.Common;
using Flowgen.Domain.Organisations;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Infrastructure;
using Microsoft.AspNetCore.Authorization.Policy;

namespace Flowgen.Api.Authentication;

/// <summary>The authorisation policies: one for each scope, one for operators, and as the default any key of an organisation.</summary>
internal static class Authorisation
{
    public static void AddAuthorisation(this WebApplicationBuilder builder, HostFeatures features)
    {
        // AddAuthentication would add data protection with key files, which an API with bearer keys does not need.
        builder
            .Services.AddAuthenticationCore(options => options.DefaultScheme = ApiKeyAuthentication.Bearer)
            .AddWebEncoders();
        new AuthenticationBuilder(builder.Services).AddScheme<ApiKeyOptions, ApiKeyAuthentication>(
            ApiKeyAuthentication.Bearer,
            Bind
        );
        var operators = new ApiKeyOptions();
        Bind(operators);
        operators.Validate();
        if (!features.AcceptsDemoKey)
        {
            operators.RefuseDemoKey();
        }

        var policies = builder
            .Services.AddSingleton<IAuthorizationMiddlewareResultHandler, RefusedAnswers>()
            .AddAuthorizationBuilder()
            .AddPolicy(ApiKeyAuthentication.Operator, policy => policy.RequireClaim(ApiKeyAuthentication.Operator))
            .SetFallbackPolicy(
                new AuthorizationPolicyBuilder()
                    .RequireAuthenticatedUser()
                    .RequireAssertion(context => IsOfOrganisation(context) || IsNowhere(context))
                    .Build()
            );
        foreach (var scope in Scope.All)
        {
            policies.AddPolicy(scope, policy => policy.RequireClaim(ApiKeyAuthentication.Scope, scope));
        }

        void Bind(ApiKeyOptions options) => builder.Configuration.GetSection("Operators").Bind(options.Operators);
    }

    /// <summary>Whether a key has a scope.</summary>
    public static bool Has(this ClaimsPrincipal key, string scope) => key.HasClaim(ApiKeyAuthentication.Scope, scope);

    /// <summary>403: the key lacks a scope. The response names it (RFC 6750, section 3.1).</summary>
    public static RequestException Lacks(string scope, HttpContext context)
    {
        context.Response.OnStarting(() =>
        {
            context.Response.Headers.WWWAuthenticate =
                $"{ApiKeyAuthentication.Bearer} error=\"insufficient_scope\", scope=\"{scope}\"";
            return Task.CompletedTask;
        });
        return new(
            403,
            new RequestError(
                "insufficient_scope",
                $"This operation requires the scope {scope}. Use a key with this scope."
            )
        );
    }

    private static bool IsOfOrganisation(AuthorizationHandlerContext context) =>
        context.User.HasClaim(claim => claim.Type == ApiKeyAuthentication.Organisation)
        && !context.User.HasClaim(claim => claim.Type == ApiKeyAuthentication.Disabled);

    // Any valid key may learn that a path or a method does not exist.
    private static bool IsNowhere(AuthorizationHandlerContext context) =>
        context.Resource is HttpContext http && http.GetEndpoint() is not RouteEndpoint;

    /// <summary>Returns the reason why a key is rejected.</summary>
    private sealed class RefusedAnswers : IAuthorizationMiddlewareResultHandler
    {
        private readonly AuthorizationMiddlewareResultHandler framework = new();

        public Task HandleAsync(
            RequestDelegate next,
            HttpContext context,
            AuthorizationPolicy policy,
            PolicyAuthorizationResult authorizeResult
        )
        {
            if (!authorizeResult.Forbidden)
            {
                return framework.HandleAsync(next, context, policy, authorizeResult);
            }

            var scope = policy
                .Requirements.OfType<ClaimsAuthorizationRequirement>()
                .Where(requirement => requirement.ClaimType == ApiKeyAuthentication.Scope)
                .SelectMany(requirement => requirement.AllowedValues!)
                .FirstOrDefault();
            if (context.User.HasClaim(claim => claim.Type == ApiKeyAuthentication.Disabled))
            {
                throw new RequestException(
                    403,
                    new RequestError(
                        "organisation_disabled",
                        "Your organisation is disabled. Ask the operator of this installation."
                    )
                );
            }

            if (scope is null)
            {
                throw new RequestException(403, ErrorAnswers.OfStatus(403));
            }

            throw Lacks(scope, context);
        }
    }
}
