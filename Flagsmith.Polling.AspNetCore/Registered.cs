using Flagsmith.Polling.AspNetCore.Identities;
using Microsoft.Extensions.DependencyInjection;

namespace Flagsmith.Polling.AspNetCore;

/// <summary>Finds what an application has registered, and says what is missing.</summary>
internal static class Registered
{
    /// <exception cref="InvalidOperationException">The environment is not registered.</exception>
    public static IFlagProvider Flags(IServiceProvider services, string environmentName) => Find<IFlagProvider>(services, environmentName);

    /// <exception cref="InvalidOperationException"><c>AddIdentityFlags</c> was not called.</exception>
    public static RequestIdentityReader IdentityReader(IServiceProvider services) => services.GetService<RequestIdentityReader>()
        ?? throw new InvalidOperationException("A gate reads the flag of the request's user, but nothing says who that is. Call builder.Services.AddIdentityFlags(), or leave out ForUser.");

    /// <summary>Finds the reader for an environment whose users are read later.</summary>
    /// <exception cref="InvalidOperationException"><c>AddIdentityFlags</c> was not called, or the environment is not registered.</exception>
    public static RequestIdentityReader IdentityReader(IServiceProvider services, string environmentName)
    {
        var reader = IdentityReader(services);
        _ = Find<IIdentityFlagProvider>(services, environmentName);
        return reader;
    }

    /// <exception cref="InvalidOperationException">The environment is not registered.</exception>
    public static T Find<T>(IServiceProvider services, string environmentName)
        where T : notnull =>
        (environmentName.Length == 0 ? services.GetService<T>() : services.GetKeyedService<T>(environmentName)) ?? throw new InvalidOperationException(
            $"The Flagsmith environment {(environmentName.Length == 0 ? "(the default one)" : $"\"{environmentName}\"")} is not registered. Call AddFlagsmithPolling with that name, or correct the EnvironmentName of the gate, webhook or accessor.");
}
