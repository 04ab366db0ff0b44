using System.Net;
using Flagsmith.Polling.Testing.Faults;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Flagsmith.Polling.Testing.Server;

/// <summary>An HTTP server on the loopback. Reads no settings of the application around it.</summary>
internal sealed class LoopbackHost : IAsyncDisposable
{
    private readonly WebApplication _application;

    /// <param name="port">The port; 0 takes a free one.</param>
    /// <param name="respond">Responds to the requests.</param>
    public LoopbackHost(int port, RequestDelegate respond)
    {
        // Empty, and away from the application's folder: its settings and environment variables are not for this server.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = nameof(LocalFlagsmith), ContentRootPath = AppContext.BaseDirectory, EnvironmentName = Environments.Production });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(server =>
        {
            server.AddServerHeader = false;
            server.Listen(IPAddress.Loopback, port, RawConnection.Remember);
        });
        builder.Services.AddSingleton<IHostLifetime, QuietLifetime>();
        _application = builder.Build();
        _application.Run(respond);
    }

    /// <summary>Gets the address, once the server has started.</summary>
    public Uri Address => new(_application.Urls.First());

    public Task StartAsync(CancellationToken cancellationToken) => _application.StartAsync(cancellationToken);

    public ValueTask DisposeAsync() => _application.DisposeAsync();

    /// <summary>Leaves Ctrl+C to the application.</summary>
    private sealed class QuietLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
