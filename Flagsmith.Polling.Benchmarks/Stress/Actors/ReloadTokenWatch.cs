using Flagsmith.Polling.Benchmarks.Stress.Model;
using Microsoft.Extensions.Primitives;

namespace Flagsmith.Polling.Benchmarks.Stress.Actors;

/// <summary>Follows the reload tokens: one fires only after a publication, and that changes something.</summary>
internal sealed class ReloadTokenWatch : IDisposable
{
    private readonly IFlagProvider _environment;
    private readonly Violations _violations;
    private readonly Lock _gate = new();
    private readonly IDisposable _registration;
    private IFlagSnapshot _last;

    public ReloadTokenWatch(IFlagProvider environment, Violations violations)
    {
        (_environment, _violations, _last) = (environment, violations, environment.Current);
        _registration = ChangeToken.OnChange(environment.GetReloadToken, Look);
    }

    public void Dispose() => _registration.Dispose();

    private void Look()
    {
        lock (_gate)
        {
            var current = _environment.Current;
            if (!ReferenceEquals(current, _last) && NoticeTrail.IsWithoutChange(FlagSnapshotChange.Compare(_last, current)))
            {
                _violations.Add(StressRule.NoticeWithoutChange, $"a reload token fired for version {current.Version}, which is like version {_last.Version}");
            }

            _last = current;
        }
    }
}
