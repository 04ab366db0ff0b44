using System.Security.Claims;
using Microsoft.AspNetCore.Http;

namespace Flagsmith.Polling.AspNetCore;

/// <summary>Represents the options that say who the user of a request is.</summary>
/// <remarks>Set once, by <c>AddIdentityFlags</c>. The functions are called by any thread, once for each request that reads its user.</remarks>
public sealed class IdentityFlagsOptions
{
    /// <summary>
    /// Gets or sets what returns the identifier of a request's user; <see langword="null"/> or blank for none, whose flags are the environment's. By default the claim <c>sub</c>, or else
    /// <see cref="ClaimTypes.NameIdentifier"/>, of a signed-in user.
    /// </summary>
    public Func<HttpContext, string?> IdentifierOf { get; set; } = SignedIn;

    /// <summary>Gets the types of the claims that are passed to Flagsmith as traits of the same name; none by default. Of several claims of one type the first counts.</summary>
    public IList<string> TraitClaims { get; } = [];

    /// <summary>Gets or sets what returns further traits of a request's user, which take precedence over claims; <see langword="null"/>, the default, for none.</summary>
    public Func<HttpContext, IReadOnlyDictionary<string, TraitValue>?>? TraitsOf { get; set; }

    private static string? SignedIn(HttpContext context) => context.User.Identity?.IsAuthenticated == true
        ? context.User.FindFirstValue("sub") ?? context.User.FindFirstValue(ClaimTypes.NameIdentifier)
        : null;
}
