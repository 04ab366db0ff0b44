using Microsoft.AspNetCore.Mvc;

namespace Flagsmith.Polling.AspNetCore.Tests.Gate;

/// <summary>A controller whose flag is off.</summary>
[ApiController]
[Route("closed")]
[RequireFlag("off")]
public sealed class ClosedController : ControllerBase
{
    [HttpGet("on")]
    [RequireFlag("on")]
    public ActionResult<string> On() => Ok("in");
}
