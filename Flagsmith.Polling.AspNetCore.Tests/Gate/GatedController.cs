using Microsoft.AspNetCore.Mvc;

namespace Flagsmith.Polling.AspNetCore.Tests.Gate;

/// <summary>A controller whose flag is on.</summary>
[ApiController]
[Route("gated")]
[RequireFlag("on")]
public sealed class GatedController : ControllerBase
{
    [HttpGet("open")]
    public ActionResult<string> Open() => Ok("in");

    [HttpGet("on")]
    [RequireFlag("on")]
    public ActionResult<string> On() => Ok("in");

    [HttpGet("off")]
    [RequireFlag("off")]
    public ActionResult<string> Off() => Ok("in");

    [HttpGet("gone")]
    [RequireFlag("off", StatusCode = 410)]
    public ActionResult<string> Gone() => Ok("in");

    [HttpGet("both")]
    [RequireFlag("on")]
    [RequireFlag("off")]
    public ActionResult<string> Both() => Ok("in");

    [HttpGet("other-environment")]
    [RequireFlag("off", EnvironmentName = "other")]
    public ActionResult<string> OtherEnvironment() => Ok("in");

    [HttpGet("user")]
    [RequireFlag("off", ForUser = true)]
    public ActionResult<string> ForUser() => Ok("in");
}
