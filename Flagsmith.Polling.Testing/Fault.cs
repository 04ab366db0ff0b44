using System.Globalization;
using System.Net;
using Flagsmith.Polling.Testing.Faults;
using Flagsmith.Polling.Testing.Serving;

namespace Flagsmith.Polling.Testing;

/// <summary>Represents a way in which a server, or an intermediary in front of it, fails: for <see cref="LocalFlagsmith.Inject"/>.</summary>
/// <remarks>
/// Immutable; its text is its name. "The poll fails" below means: the flags stay as they are (defaults before the first load), one warning
/// is logged however long it lasts, polling continues, and the next good response ends it. A user's fetch that fails leaves the user's cached
/// flags, else the environment's. <c>docs/faults.md</c> shows all faults in one table.
/// </remarks>
public sealed class Fault
{
    private readonly string _name;
    private readonly IFaultyResponse _response;

    private Fault(string name, IFaultyResponse response) => (_name, _response) = (name, response);

    /// <summary>Accepts the request and never responds.</summary>
    /// <value>The library: the poll fails when <c>RequestTimeout</c> is over (<c>FetchTimeout</c> for a user).</value>
    public static Fault HangBeforeHeaders { get; } = new(nameof(HangBeforeHeaders), new SilentResponse());

    /// <summary>Sends the headers and half of the body, then nothing more.</summary>
    /// <value>The library: the poll fails when <c>RequestTimeout</c> is over: the limit covers the body.</value>
    public static Fault HangInBody { get; } = new(nameof(HangInBody), new StuckResponse());

    /// <summary>Sends half of the body as if it were the whole.</summary>
    /// <value>The library: the poll fails: the body is broken JSON.</value>
    public static Fault Truncated { get; } = new(nameof(Truncated), DamagedResponse.OfBody(BodyDamage.CutOff));

    /// <summary>Announces more bytes than come, then closes the connection.</summary>
    /// <value>The library: the poll fails: there was no complete response.</value>
    public static Fault LengthTooLarge { get; } = new(nameof(LengthTooLarge), RawResponse.OfLength(length => length + 1000));

    /// <summary>Announces fewer bytes than come, then closes the connection.</summary>
    /// <value>The library: the poll fails: the body ends within its JSON.</value>
    public static Fault LengthTooSmall { get; } = new(nameof(LengthTooSmall), RawResponse.OfLength(length => length / 2));

    /// <summary>Sends a chunk whose length is no number.</summary>
    /// <value>The library: the poll fails: there was no complete response.</value>
    public static Fault BrokenChunks { get; } = new(nameof(BrokenChunks), RawResponse.OfChunks("many\r\n"));

    /// <summary>Responds with 200 and a sign-in page in HTML.</summary>
    /// <value>The library: the poll fails: nothing but JSON is read.</value>
    public static Fault Html { get; } = new(nameof(Html), new DamagedResponse(_ => Response.OfPage(200, "Sign in")));

    /// <summary>Sends bytes in the body that are not UTF-8.</summary>
    /// <value>The library: the poll fails: the body is not UTF-8.</value>
    public static Fault InvalidUtf8 { get; } = new(nameof(InvalidUtf8), DamagedResponse.OfBody(BodyDamage.BreakText));

    /// <summary>Puts a byte order mark before the body.</summary>
    /// <value>The library: reads past it.</value>
    public static Fault ByteOrderMark { get; } = new(nameof(ByteOrderMark), DamagedResponse.OfBody(BodyDamage.MarkByteOrder));

    /// <summary>Adds text after the body's JSON.</summary>
    /// <value>The library: the poll fails: the body is broken JSON.</value>
    public static Fault TrailingGarbage { get; } = new(nameof(TrailingGarbage), DamagedResponse.OfBody(BodyDamage.AddGarbage));

    /// <summary>Sends the list within an object, and the object of a user or an environment document within a list.</summary>
    /// <value>The library: the poll fails: the body is not Flagsmith's.</value>
    public static Fault WrongRoot { get; } = new(nameof(WrongRoot), DamagedResponse.OfBody(BodyDamage.Wrap));

    /// <summary>Adds lists within lists, 1,000 deep.</summary>
    /// <value>The library: the poll fails: more than 64 levels are not read.</value>
    public static Fault DeepNesting { get; } = new(nameof(DeepNesting), DamagedResponse.OfBody(BodyDamage.Nest));

    /// <summary>Announces a body of 200 MB, and sends it.</summary>
    /// <value>The library: the poll fails before the body is read: it is longer than <c>MaxBodyBytes</c>.</value>
    public static Fault HugeBody { get; } = new(nameof(HugeBody), new EndlessResponse(BodyDamage.BombBytes));

    /// <summary>Sends a body that never ends.</summary>
    /// <value>The library: the poll fails after <c>MaxBodyBytes</c>.</value>
    public static Fault EndlessBody { get; } = new(nameof(EndlessBody), new EndlessResponse(announced: null));

    /// <summary>Sends 200 kB of gzip that become 200 MB.</summary>
    /// <value>The library: the poll fails after <c>MaxBodyBytes</c>, counted after decompression.</value>
    public static Fault GzipBomb { get; } = new(nameof(GzipBomb), new DamagedResponse(BodyDamage.MakeBomb));

    /// <summary>Sends gzip that is broken from the middle on.</summary>
    /// <value>The library: the poll fails: the body cannot be decompressed.</value>
    public static Fault BrokenGzip { get; } = new(nameof(BrokenGzip), new DamagedResponse(BodyDamage.BreakGzip));

    /// <summary>Sends <c>enabled</c> twice for each flag: first an invalid value, then the correct one.</summary>
    /// <value>The library: the last of two members counts.</value>
    public static Fault DuplicateKeys { get; } = new(nameof(DuplicateKeys), DamagedResponse.OfBody(FlagDamage.Repeat));

    /// <summary>Omits <c>enabled</c> from the first flag, and the members that are not required from all flags.</summary>
    /// <value>The library: publishes the other flags and warns that one was left out.</value>
    public static Fault MissingMembers { get; } = new(nameof(MissingMembers), DamagedResponse.OfBody(FlagDamage.DropMembers));

    /// <summary>Sends <c>null</c> for the feature of the first flag.</summary>
    /// <value>The library: publishes the other flags and warns that one was left out.</value>
    public static Fault NullMembers { get; } = new(nameof(NullMembers), DamagedResponse.OfBody(FlagDamage.NullMembers));

    /// <summary>Sends a text for <c>enabled</c> of the first flag.</summary>
    /// <value>The library: publishes the other flags and warns that one was left out.</value>
    public static Fault MistypedMembers { get; } = new(nameof(MistypedMembers), DamagedResponse.OfBody(FlagDamage.MistypeMembers));

    /// <summary>Changes the types of all members that are not needed, and adds unknown ones.</summary>
    /// <value>The library: publishes all flags; what is odd is passed over.</value>
    public static Fault OddMembers { get; } = new(nameof(OddMembers), DamagedResponse.OfBody(FlagDamage.MakeOdd));

    /// <summary>Redirects to this server under another host name, so that a client which follows is seen in <see cref="LocalFlagsmith.Requests"/>.</summary>
    /// <value>The library: the poll fails: the key is sent to no other host.</value>
    public static Fault RedirectElsewhere { get; } = new(nameof(RedirectElsewhere), new RedirectResponse(elsewhere: true));

    /// <summary>Redirects to the address that was asked.</summary>
    /// <value>The library: the poll fails after five hops.</value>
    public static Fault RedirectLoop { get; } = new(nameof(RedirectLoop), new RedirectResponse(elsewhere: false));

    /// <summary>Resets the connection instead of responding.</summary>
    /// <value>The library: asks once more; the poll fails when that is reset too.</value>
    public static Fault Reset { get; } = new(nameof(Reset), new ResetResponse());

    /// <summary>Closes a connection that was kept open, as a request comes in on it; responds on a new one.</summary>
    /// <value>The library: retries once on a new connection; callers notice nothing.</value>
    public static Fault IdleClose { get; } = new(nameof(IdleClose), new IdleCloseResponse());

    /// <summary>Responds with 304, although the request had no condition.</summary>
    /// <value>The library: the poll fails: only 200 brings flags.</value>
    public static Fault NotModified { get; } = new(nameof(NotModified), new StatusResponse(304));

    /// <summary>Responds with 204.</summary>
    /// <value>The library: the poll fails: only 200 brings flags.</value>
    public static Fault NoContent { get; } = new(nameof(NoContent), new StatusResponse(204));

    /// <summary>Dates the response in 1999.</summary>
    /// <value>The library: no date of the server is trusted; publishes as ever.</value>
    public static Fault ClockSkew { get; } = new(nameof(ClockSkew), new DamagedResponse(real => real.With(("Date", "Fri, 01 Jan 1999 00:00:00 GMT"))));

    /// <summary>Responds to every other request with 503, starting with the first.</summary>
    /// <value>The library: each bad poll is an outage of its own that the good one after it ends.</value>
    public static Fault Flapping { get; } = new(nameof(Flapping), new FlappingResponse());

    /// <summary>Sends a tenth of the flags, at least one.</summary>
    /// <value>The library: publishes them: only an empty list is doubted.</value>
    public static Fault LosesMostFlags { get; } = new(nameof(LosesMostFlags), DamagedResponse.OfBody(FlagDamage.Lose));

    /// <summary>Sends an empty list.</summary>
    /// <value>The library: holds a sudden empty list back with a warning, and publishes it when the next poll confirms it; at the first load it counts at once.</value>
    public static Fault NoFlags { get; } = new(nameof(NoFlags), DamagedResponse.OfBody(FlagDamage.Empty));

    /// <summary>Gets all faults, those with parameters with typical values, for tests that cover every fault.</summary>
    public static IReadOnlyList<Fault> All { get; } =
    [
        Status(HttpStatusCode.InternalServerError),
        Status(HttpStatusCode.ServiceUnavailable),
        Status(HttpStatusCode.Forbidden),
        Status(HttpStatusCode.NotFound),
        TooManyRequests(TimeSpan.FromSeconds(90)),
        TooManyRequests(TimeSpan.FromSeconds(90), asDate: true),
        SlowDrip(TimeSpan.FromSeconds(1)),
        HangBeforeHeaders, HangInBody, Truncated, LengthTooLarge, LengthTooSmall, BrokenChunks,
        Html, InvalidUtf8, ByteOrderMark, TrailingGarbage, WrongRoot, DeepNesting,
        HugeBody, EndlessBody, GzipBomb, BrokenGzip, DuplicateKeys, MissingMembers,
        NullMembers, MistypedMembers, OddMembers, RedirectElsewhere, RedirectLoop, Reset,
        IdleClose, NotModified, NoContent, ClockSkew, Flapping, LosesMostFlags,
        NoFlags,
    ];

    /// <summary>Responds with a status and an HTML page.</summary>
    /// <param name="status">The status.</param>
    /// <returns>The fault. The library: the poll fails; 401, 403 and 404 are logged as an error of key or address once they last a minute, and polling slows down to every five minutes.</returns>
    public static Fault Status(HttpStatusCode status) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{nameof(Status)}({(int)status})"), new StatusResponse((int)status));

    /// <summary>Responds with 429 and a <c>Retry-After</c>.</summary>
    /// <param name="retryAfter">The delay that the server requests. Positive; whole seconds.</param>
    /// <param name="asDate">Whether to say it as a date on the server's clock instead of in seconds.</param>
    /// <returns>The fault. The library: the poll fails; the next one is sent no sooner than the server requests. Users are not fetched in the meantime, for a minute at most.</returns>
    public static Fault TooManyRequests(TimeSpan retryAfter, bool asDate = false)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(retryAfter, TimeSpan.Zero);
        return new Fault(nameof(TooManyRequests) + (asDate ? "(date)" : "(seconds)"), new ThrottlingResponse(retryAfter, asDate));
    }

    /// <summary>Sends the body one byte at a time.</summary>
    /// <param name="perByte">The pause before each byte, on <see cref="LocalFlagsmithOptions.TimeProvider"/>. Positive.</param>
    /// <returns>The fault. The library: the poll fails when <c>RequestTimeout</c> is over, however steadily bytes come.</returns>
    public static Fault SlowDrip(TimeSpan perByte)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(perByte, TimeSpan.Zero);
        return new Fault(nameof(SlowDrip), new DrippingResponse(perByte));
    }

    /// <summary>Returns the fault's name.</summary>
    /// <returns>The name.</returns>
    public override string ToString() => _name;

    internal Task SendAsync(Exchange exchange) => _response.SendAsync(exchange);
}
