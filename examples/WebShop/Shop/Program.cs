using Shop;

var builder = WebApplication.CreateBuilder(args);
builder.Logging.ClearProviders();
builder.Services.AddSingleton<Stock>();
builder.Services.AddHostedService<Supplier>();
var app = builder.Build();
app.MapPost("/orders", async (Stock stock) => await stock.TryTake() ? Results.Ok() : Results.Conflict());
app.MapPost("/orders/safe", async (Stock stock) => await stock.TryTakeAtOnce() ? Results.Ok() : Results.Conflict());
await app.RunAsync();
