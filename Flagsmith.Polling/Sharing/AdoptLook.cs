using Flagsmith.Polling.Sources;

namespace Flagsmith.Polling.Sharing;

/// <summary>Another host has polled, recently enough.</summary>
internal sealed record AdoptLook(SharedConfirmation Confirmation, FlagContent Content, TimeSpan Age) : SharedLook;
