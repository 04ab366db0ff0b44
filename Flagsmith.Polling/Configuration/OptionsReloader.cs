using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace Flagsmith.Polling.Configuration;

/// <summary>The options of one environment as they count now. Reads a reloaded configuration at the next poll; a faulty one changes nothing.</summary>
/// <remarks>
/// Asks the reload tokens instead of listening to <see cref="IOptionsMonitor{TOptions}"/>, which would throw validation errors at
/// the code that reloaded the configuration: docs/decisions/0003. Not thread-safe: polls run one at a time.
/// </remarks>
internal sealed partial class OptionsReloader
{
    private readonly string _name;
    private readonly IOptionsFactory<FlagsmithPollingOptions> _factory;
    private readonly IReadOnlyList<Func<IChangeToken?>> _sources;
    private readonly SettingsWarnings _warnings;
    private readonly ILogger _logger;
    private IChangeToken?[] _tokens;
    private bool _hasLoggedRestart;
    private string? _loggedErrors;

    /// <exception cref="OptionsValidationException">The options have errors.</exception>
    public OptionsReloader(
        string name,
        IOptionsFactory<FlagsmithPollingOptions> factory,
        SettingsSections sections,
        IEnumerable<IOptionsChangeTokenSource<FlagsmithPollingOptions>> others,
        ILogger logger)
    {
        _name = name;
        _factory = factory;
        _logger = logger;
        _warnings = new SettingsWarnings(name, sections, logger);
        _sources =
        [
            .. sections.Of(name).Select(section => (Func<IChangeToken?>)section.GetReloadToken),
            .. others.Where(source => source.Name == name).Select(source => (Func<IChangeToken?>)source.GetChangeToken),
        ];
        _tokens = TakeTokens();
        _warnings.Look(); // before an error is thrown: a misspelt setting may be its cause
        Current = SettingsErrors.CreateOrThrowAll(name, factory, sections);
    }

    public FlagsmithPollingOptions Current { get; private set; }

    /// <summary>Returns the options for the next poll: the same object as before unless a setting has changed.</summary>
    public FlagsmithPollingOptions Refresh()
    {
        if (!HasChanged())
        {
            return Current;
        }

        _tokens = TakeTokens(); // before the options are read, so that a change in between is seen the next time
        try
        {
            _warnings.Look();
            Take(_factory.Create(_name));
        }
        catch (OptionsValidationException errors)
        {
            Refuse(string.Join(" ", errors.Failures));
        }
        catch (Exception error) // thrown by the application's own code that sets options; its text is not ours to log
        {
            Refuse($"Code that sets FlagsmithPollingOptions threw {error.GetType().Name}.");
        }

        return Current;
    }

    private bool HasChanged()
    {
        foreach (var token in _tokens)
        {
            if (token is { HasChanged: true })
            {
                return true;
            }
        }

        return false;
    }

    // Once for the same errors: the token fires for other sections too, while these errors are still there.
    private void Refuse(string errors)
    {
        if (errors != _loggedErrors)
        {
            _loggedErrors = errors;
            ReloadLog.ReloadRefused(_logger, errors);
        }
    }

    private void Take(FlagsmithPollingOptions reloaded)
    {
        _loggedErrors = null;
        if (reloaded.EnvironmentKey != Current.EnvironmentKey || reloaded.ApiUrl != Current.ApiUrl || reloaded.Offline != Current.Offline || reloaded.Mode != Current.Mode
            || reloaded.SharedStore.Secret != Current.SharedStore.Secret || reloaded.SharedStore.HostName != Current.SharedStore.HostName)
        {
            if (!_hasLoggedRestart)
            {
                _hasLoggedRestart = true;
                ReloadLog.RestartNeeded(_logger);
            }

            reloaded.EnvironmentKey = Current.EnvironmentKey;
            reloaded.ApiUrl = Current.ApiUrl; // and with them the file, whose name they are in
            reloaded.Offline = Current.Offline;
            reloaded.Mode = Current.Mode;
            reloaded.SharedStore.Secret = Current.SharedStore.Secret;
            reloaded.SharedStore.HostName = Current.SharedStore.HostName;
        }

        if (!OptionsContent.AreEqual(reloaded, Current))
        {
            Current = reloaded;
            ReloadLog.Reloaded(_logger);
        }
    }

    private IChangeToken?[] TakeTokens() => [.. _sources.Select(source => source())];
}
