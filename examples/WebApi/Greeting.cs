namespace WebApi;

/// <param name="Text">The user's greeting.</param>
/// <param name="VipLounge">Whether the lounge is open to the user.</param>
internal sealed record Greeting(string Text, bool VipLounge);
