using Microsoft.AspNetCore.Http;

namespace Flagsmith.Polling.AspNetCore;

/// <summary>Represents the options of one gate.</summary>
/// <remarks>Read when the gate is declared; later changes have no effect.</remarks>
public sealed class FlagGateOptions
{
    /// <summary>Gets or sets the name of the environment whose flag is read; empty, the default, for the default environment.</summary>
    public string EnvironmentName { get; set; } = "";

    /// <summary>Gets or sets whether the flag of the request's user is read, and not the environment's. Needs <c>AddIdentityFlags</c>. False by default.</summary>
    public bool ForUser { get; set; }

    /// <summary>Gets or sets what makes the response while the flag is off; <see langword="null"/>, the default, for 404. Called for each such request, by any thread.</summary>
    public Func<HttpContext, IResult>? Otherwise { get; set; }
}
