using System.Diagnostics.CodeAnalysis;
using Flagsmith.Polling.Http;
using Microsoft.Extensions.Http;

namespace Flagsmith.Polling.Registration;

/// <summary>
/// Copies a primary handler at once where it is set: whatever runs next changes the copy. The factory's own filter for metrics would
/// change the handler that an application shares between clients, and would throw if that is in use.
/// </summary>
internal sealed class IsolatingHandlerBuilder(HttpMessageHandlerBuilder inner) : HttpMessageHandlerBuilder
{
    [DisallowNull]
    public override string? Name
    {
        get => inner.Name;
        set => inner.Name = value;
    }

    public override HttpMessageHandler PrimaryHandler
    {
        get => inner.PrimaryHandler;
        set => inner.PrimaryHandler = HandlerCopy.OfKnown(value);
    }

    public override IList<DelegatingHandler> AdditionalHandlers => inner.AdditionalHandlers;

    public override IServiceProvider Services => inner.Services;

    public override HttpMessageHandler Build() => inner.Build();
}
