namespace Flagsmith.Polling.Benchmarks.Stress.Model;

/// <summary>What must hold: docs/stress.md explains each.</summary>
internal enum StressRule
{
    OlderThanWrite,
    OlderThanStoringRead,
    OlderThanRefresh,
    OlderThanInvalidation,
    AcknowledgedTraitLost,
    UnknownOutcomeServed,
    WritesOverlap,
    ReadWentBack,
    FreshViewLost,
    ForeignUser,
    WrongVariant,
    CallGotOlderThanItself,
    FallbackWithoutFailure,
    EmptyListNotHeld,
    ChangeMissed,
    EnvironmentWentBack,
    RefreshMissedChange,
    NoticeWithoutChange,
    NoticeWithGap,
    ReloadWithoutChange,
    StatusUpdateLost,
    CallHangs,
    UsableAfterDisposal,
    UnexpectedException,
}
