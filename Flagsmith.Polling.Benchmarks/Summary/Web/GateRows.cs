using Flagsmith.Polling.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Flagsmith.Polling.Benchmarks.Summary.Web;

/// <summary>The bytes that an open gate adds to a request.</summary>
internal sealed class GateRows : IRowGroup
{
    private const int Requests = 10_000;

    public IReadOnlyList<string> Ids { get; } = ["gate.bytes"];

    public async Task<IReadOnlyList<SummaryRow>> MeasureAsync()
    {
        using var flags = new TestFlagProvider();
        flags.Set("checkout_v2", enabled: true);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Services.UseTestFlags(flags);
        await using var app = builder.Build();
        RequestDelegate respond = static _ => Task.CompletedTask;
        app.MapGet("/", respond).RequireFlag("checkout_v2");
        var gated = ((IEndpointRouteBuilder)app).DataSources.SelectMany(source => source.Endpoints).Single().RequestDelegate!;
        var context = new DefaultHttpContext();
        _ = BytesOf(gated, context);
        return [SummaryRow.AtMost("gate.bytes", BytesOf(gated, context), 0, "bytes a request, while the flag is on")];
    }

    private static double BytesOf(RequestDelegate endpoint, HttpContext context)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var request = 0; request < Requests; request++)
        {
            endpoint(context).GetAwaiter().GetResult();
        }

        return (GC.GetAllocatedBytesForCurrentThread() - before) / (double)Requests;
    }
}
