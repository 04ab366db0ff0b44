// Five workers that share one Redis, and what they do when a flag changes, a worker dies, and Redis dies.
//   dotnet run --project examples/Fleet                        in half a minute
//   dotnet run --project examples/Fleet -- --out fleet.svg     the same, and draws it
using Fleet;

return args switch
{
    ["--worker", var name, var api, var key, var redis] => await Worker.RunAsync(name, new Uri(api), key, redis),
    [] => await Demo.RunAsync(picture: null),
    ["--out", var file] => await Demo.RunAsync(file),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("Usage: Fleet [--out FILE]");
    return 2;
}
